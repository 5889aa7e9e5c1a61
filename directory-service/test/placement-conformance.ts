/** The part of the registry's conformance suite about placements. */

import assert from "node:assert/strict";
import { describe, expect, it } from "vitest";
import { cell, op, registration, user } from "./cell-registration.ts";
import { place, twoCells, users, type FreshRegistry } from "./registry-steps.ts";

export function describePlacements(name: string, fresh: FreshRegistry): void {
  describe(`${name}: first placement`, () => {
    it("places a new user at epoch 1 and takes a seat", async () => {
      const { registry, replica } = await fresh();
      await registry.putCell(cell("eu"), registration());
      const outcome = await registry.place({ thing: user("alice"), cell: cell("eu"), op: op(1) });
      const placement = { thing: "alice", cell: "eu", epoch: 1, op: op(1), state: "ACTIVE" };
      expect(outcome).toEqual({ kind: "placed", placement, created: true });
      expect(await replica.placement(user("alice"))).toEqual(placement);
      expect(await users(registry, "eu")).toBe(1);
    });

    it("tells user ids apart by case", async () => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration());
      await place(registry, { thing: user("alice"), cell: cell("eu") });
      expect(await registry.placement(user("Alice"))).toBeUndefined();
    });

    it("never moves a user who has a home", async () => {
      const { registry } = await twoCells(fresh);
      const placement = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const again = await registry.place({ thing: user("alice"), cell: cell("us"), op: op(2) });
      expect(again).toEqual({ kind: "placed", placement, created: false });
      expect(await users(registry, "us")).toBe(0);
    });

    it("answers the same to a repeated operation", async () => {
      const { registry } = await twoCells(fresh);
      const request = { thing: user("alice"), cell: cell("eu"), op: op(1) };
      const first = await registry.place(request);
      expect(await registry.place(request)).toEqual({ ...first, created: false });
      expect(await users(registry, "eu")).toBe(1);
    });

    it("answers with the home of a user even when his cell is full", async () => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration({ maxUsers: 1 }));
      const placement = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const again = await registry.place({ thing: user("alice"), cell: cell("eu"), op: op(2) });
      expect(again).toEqual({ kind: "placed", placement, created: false });
    });

    it("creates exactly one placement when replicas race for one user", async () => {
      const { registry, replica } = await twoCells(fresh);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => {
          const [at, target] = n % 2 === 0 ? [registry, cell("eu")] : [replica, cell("us")];
          return at.place({ thing: user("alice"), cell: target, op: op(n) });
        }),
      );
      const placements = outcomes.map((outcome) => outcome.kind === "placed" && outcome.placement);
      expect(new Set(placements.map((placement) => JSON.stringify(placement))).size).toBe(1);
      expect(outcomes.filter((outcome) => outcome.kind === "placed" && outcome.created)).toHaveLength(1);
      expect((await users(registry, "eu")) + (await users(registry, "us"))).toBe(1);
    });

    it("never overfills a cell when many users race for its last seats", async () => {
      const { registry, replica } = await fresh();
      await registry.putCell(cell("eu"), registration({ maxUsers: 3 }));
      const outcomes = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          (n % 2 === 0 ? registry : replica).place({ thing: user(`user-${n}`), cell: cell("eu"), op: op(n) }),
        ),
      );
      expect(outcomes.filter((outcome) => outcome.kind === "placed")).toHaveLength(3);
      expect(await users(registry, "eu")).toBe(3);
    });

    it.each([
      ["is full", registration({ maxUsers: 1 })],
      ["is not schedulable", registration({ schedulable: false })],
      ["is not ACTIVE", registration({ state: "DRAINING" })],
    ])("refuses a cell that %s", async (_why, refused) => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration({ maxUsers: 1 }));
      await place(registry, { thing: user("alice"), cell: cell("eu") });
      await registry.putCell(cell("eu"), refused);
      const outcome = await registry.place({ thing: user("bob"), cell: cell("eu"), op: op(2) });
      expect(outcome).toEqual({ kind: "cellFull" });
      expect(await registry.placement(user("bob"))).toBeUndefined();
    });

    it("refuses a cell that is not registered", async () => {
      const { registry } = await fresh();
      const outcome = await registry.place({ thing: user("bob"), cell: cell("eu"), op: op(1) });
      expect(outcome).toEqual({ kind: "cellFull" });
    });
  });

  describe(`${name}: compare-and-set`, () => {
    it("keeps the epoch when only the state changes", async () => {
      const { registry } = await twoCells(fresh);
      const before = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const next = { cell: cell("eu"), op: op(2), state: "MIGRATING" } as const;
      const outcome = await registry.compareAndSet({ thing: user("alice"), expected: before, next });
      expect(outcome).toEqual({ kind: "set", placement: { thing: "alice", epoch: 1, ...next } });
      expect(await users(registry, "eu")).toBe(1);
    });

    it("raises the epoch and moves the seat when the cell changes", async () => {
      const { registry, replica } = await twoCells(fresh);
      const before = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const next = { cell: cell("us"), op: op(2), state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ thing: user("alice"), expected: before, next });
      const placement = { thing: "alice", epoch: 2, ...next };
      expect(outcome).toEqual({ kind: "set", placement });
      expect(await replica.placement(user("alice"))).toEqual(placement);
      expect([await users(registry, "eu"), await users(registry, "us")]).toEqual([0, 1]);
    });

    it("answers the same to a repeated operation, and changes nothing", async () => {
      const { registry } = await twoCells(fresh);
      const expected = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const change = {
        thing: user("alice"),
        expected,
        next: { cell: cell("us"), op: op(2), state: "ACTIVE" },
      } as const;
      const first = await registry.compareAndSet(change);
      const head = await registry.head();
      expect(await registry.compareAndSet(change)).toEqual(first);
      expect(await registry.head()).toBe(head);
      expect(await users(registry, "us")).toBe(1);
    });

    it.each([
      ["another epoch", { epoch: 2, op: op(1) }],
      ["another operation", { epoch: 1, op: op(9) }],
    ])("refuses what expects %s, and says what is", async (_what, expected) => {
      const { registry } = await twoCells(fresh);
      const placement = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const next = { cell: cell("us"), op: op(2), state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ thing: user("alice"), expected, next });
      expect(outcome).toEqual({ kind: "conflict", placement });
    });

    it("refuses an operation id that made something else", async () => {
      const { registry } = await twoCells(fresh);
      const placement = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const next = { cell: cell("us"), op: placement.op, state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ thing: user("alice"), expected: placement, next });
      expect(outcome).toEqual({ kind: "conflict", placement });
    });

    it("lets one of several racing changes win and tells the others", async () => {
      const { registry, replica } = await twoCells(fresh);
      const expected = await place(registry, { thing: user("alice"), cell: cell("eu") });
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          (n % 2 === 0 ? registry : replica).compareAndSet({
            thing: user("alice"),
            expected,
            next: { cell: cell("us"), op: op(10 + n), state: "ACTIVE" },
          }),
        ),
      );
      const winner = outcomes.find((outcome) => outcome.kind === "set");
      assert(winner?.kind === "set");
      const losers = outcomes.filter((outcome) => outcome !== winner);
      expect(losers).toEqual(losers.map(() => ({ kind: "conflict", placement: winner.placement })));
      expect([await users(registry, "eu"), await users(registry, "us")]).toEqual([0, 1]);
    });

    it("moves users in opposite directions at once", async () => {
      const { registry, replica } = await twoCells(fresh);
      const names = Array.from({ length: 10 }, (_, n) => user(`user-${n}`));
      const [eu, us] = [cell("eu"), cell("us")];
      const placed = await Promise.all(
        names.map((name, n) => place(registry, { thing: name, cell: n % 2 === 0 ? eu : us })),
      );
      const outcomes = await Promise.all(
        placed.map((expected, n) =>
          (n % 3 === 0 ? registry : replica).compareAndSet({
            thing: expected.thing,
            expected,
            next: { cell: expected.cell === eu ? us : eu, op: op(100 + n), state: "ACTIVE" },
          }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(names.map(() => "set"));
      expect([await users(registry, "eu"), await users(registry, "us")]).toEqual([5, 5]);
    });

    it("refuses a new cell that is full or not registered, and leaves the user where he is", async () => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration());
      await registry.putCell(cell("us"), registration({ maxUsers: 1 }));
      await place(registry, { thing: user("bob"), cell: cell("us") });
      const expected = await place(registry, { thing: user("alice"), cell: cell("eu") });
      for (const target of [cell("us"), cell("nowhere")]) {
        const next = { cell: target, op: op(2), state: "ACTIVE" } as const;
        expect(await registry.compareAndSet({ thing: user("alice"), expected, next })).toEqual({ kind: "cellFull" });
      }
      expect(await registry.placement(user("alice"))).toEqual(expected);
      expect(await users(registry, "eu")).toBe(1);
    });

    it("knows no user who was never placed", async () => {
      const { registry } = await twoCells(fresh);
      const next = { cell: cell("us"), op: op(2), state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ thing: user("bob"), expected: { epoch: 1, op: op(1) }, next });
      expect(outcome).toEqual({ kind: "unknownThing" });
    });
  });
}
