import { describe, expect, it } from "vitest";
import { cell, registration, user } from "../../test/cell-registration.ts";
import { MemoryRegistry } from "../registry/memory.ts";
import { homeOf } from "./place-user.ts";

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
    for (const id of ["eu", "us"]) {
      await context.registry.putCell(cell(id), registration({ region: id, state: "DRAINING" }));
    }
    const placing = homeOf(context, { user: user("alice"), region: "eu" });
    await expect(placing).rejects.toMatchObject({ code: "NO_CAPACITY", status: 503, retryable: true });
  });
});

async function setup() {
  const registry = new MemoryRegistry();
  for (const id of ["eu", "us"]) await registry.putCell(cell(id), registration({ region: id }));
  const clock = { nowMs: () => 1_700_000_000_000, monotonicMs: () => 0 };
  const random = { bytes: (count: number) => new Uint8Array(count), float: () => 0 };
  return { registry, clock, random };
}
