import { describe, expect, it } from "vitest";
import { cell, group, op, registration, user } from "../../test/cell-registration.ts";
import { MemoryRegistry } from "../registry/memory.ts";
import { homeOf, place } from "./place.ts";

describe("the home of a user", () => {
  it("is a cell of the region for a new user", async () => {
    const context = await setup();
    const { placement, created } = await homeOf(context, { user: user("alice"), region: "us" });
    expect(placement).toMatchObject({ cell: "us", epoch: 1, state: "ACTIVE" });
    expect(created).toBe(true);
  });

  it("stays when the user asks from another region", async () => {
    const context = await setup();
    const first = await homeOf(context, { user: user("alice"), region: "us" });
    const second = await homeOf(context, { user: user("alice"), region: "eu" });
    expect(second).toEqual({ placement: first.placement, created: false });
  });

  it("is another cell when the chosen one fills up meanwhile", async () => {
    const context = await setup();
    const { registry } = context;
    const cells = registry.cells.bind(registry);
    const stale = await cells();
    await registry.putCell(cell("us"), registration({ region: "us", schedulable: false }));
    let reads = 0;
    registry.cells = async () => (reads++ === 0 ? stale : cells());
    const { placement } = await homeOf(context, { user: user("alice"), region: "us" });
    expect(placement.cell).toBe("eu");
  });

  it("is nowhere when no cell takes users", async () => {
    const context = await setup();
    await cordonAll(context);
    const placing = homeOf(context, { user: user("alice"), region: "eu" });
    await expect(placing).rejects.toMatchObject({ code: "NO_CAPACITY", status: 503, retryable: true });
  });
});

describe("the first home of a group", () => {
  const placing = { thing: group(1), op: op(1), region: "eu", preferred: cell("us") };

  it("is the preferred cell, whatever the region", async () => {
    const { placement } = await place(await setup(), placing);
    expect(placement.cell).toBe("us");
  });

  it.each([
    ["is not ACTIVE", { state: "DRAINING" }],
    ["is cordoned", { schedulable: false }],
  ] as const)("is another cell when the preferred one %s", async (_why, change) => {
    const context = await setup();
    await context.registry.putCell(cell("us"), registration({ region: "us", ...change }));
    expect((await place(context, placing)).placement.cell).toBe("eu");
  });

  it("is told again to a repetition while no cell takes newcomers", async () => {
    const context = await setup();
    const { placement } = await place(context, placing);
    await cordonAll(context);
    expect(await place(context, placing)).toEqual({ placement, created: false });
    await expect(place(context, { ...placing, thing: group(2) })).rejects.toMatchObject({ code: "NO_CAPACITY" });
  });

  it("is refused to another operation", async () => {
    const context = await setup();
    await place(context, placing);
    await expect(place(context, { ...placing, op: op(2) })).rejects.toMatchObject({ code: "ID_TAKEN", status: 409 });
  });
});

async function cordonAll({ registry }: Awaited<ReturnType<typeof setup>>): Promise<void> {
  for (const id of ["eu", "us"]) await registry.putCell(cell(id), registration({ region: id, state: "DRAINING" }));
}

async function setup() {
  const registry = new MemoryRegistry();
  for (const id of ["eu", "us"]) await registry.putCell(cell(id), registration({ region: id }));
  const clock = { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0 };
  const random = { bytes: (count: number) => new Uint8Array(count), float: () => 0 };
  return { registry, clock, random };
}
