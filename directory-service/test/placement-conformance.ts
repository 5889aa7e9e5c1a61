/** The part of the registry's conformance suite about placements. */

import { describe, expect, it } from "vitest";
import { cell, op, registration, user } from "./cell-registration.ts";
import { place, twoCells, users, type FreshRegistry } from "./registry-steps.ts";

export function describePlacements(name: string, fresh: FreshRegistry): void {
  describe(`${name}: first placement`, () => {
    it("places a new user at epoch 1 and takes a seat", async () => {
      const { registry, replica } = await fresh();
      await registry.putCell(cell("eu"), registration());
      const outcome = await registry.place({ thing: user("alice"), cell: cell("eu"), op: op(1) });
      const at = { cell: "eu", epoch: 1, generation: 1, target: null, targetGeneration: null };
      const placement = { thing: "alice", ...at, op: op(1), state: "ACTIVE" };
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
}
