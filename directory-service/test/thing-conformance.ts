/** The part of the registry's conformance suite about groups and channels. */

import { describe, expect, it } from "vitest";
import { cell, channel, group, op, registration, user } from "./cell-registration.ts";
import { place, twoCells, users, type FreshRegistry } from "./registry-steps.ts";

export function describeThings(name: string, fresh: FreshRegistry): void {
  describe(`${name}: groups and channels`, () => {
    it("are placed at epoch 1 and take no user's seat", async () => {
      const { registry, replica } = await twoCells(fresh);
      for (const thing of [group(1), channel(1)]) {
        const placement = await place(registry, { thing, cell: cell("eu") });
        expect(placement).toMatchObject({ thing, cell: "eu", epoch: 1, op: op(1), state: "ACTIVE" });
        expect(await replica.placement(thing)).toEqual(placement);
      }
      expect(await users(registry, "eu")).toBe(0);
    });

    it("are told apart from users and from each other", async () => {
      const { registry } = await twoCells(fresh);
      await place(registry, { thing: group(1), cell: cell("eu") });
      const id = group(1).slice("group:".length);
      expect(await registry.placement(user(id))).toBeUndefined();
      expect(await registry.placement(channel(1))).toBeUndefined();
      await place(registry, { thing: user(id), cell: cell("us") });
      expect(await registry.placement(group(1))).toMatchObject({ thing: group(1), cell: "eu" });
    });

    it("answer the operation that placed them, and no other", async () => {
      const { registry, replica } = await twoCells(fresh);
      const placement = await place(registry, { thing: group(1), cell: cell("eu") });
      const again = await replica.place({ thing: group(1), cell: cell("us"), op: op(1) });
      expect(again).toEqual({ kind: "placed", placement, created: false });
      expect(await replica.place({ thing: group(1), cell: cell("eu"), op: op(2) })).toEqual({ kind: "taken" });
    });

    it("go to one of two operations that race for an id", async () => {
      const { registry, replica } = await twoCells(fresh);
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          (n % 2 === 0 ? registry : replica).place({ thing: group(1), cell: cell("eu"), op: op(n % 2) }),
        ),
      );
      const placed = outcomes.filter((outcome) => outcome.kind === "placed");
      expect(placed).toHaveLength(5);
      expect(placed.filter(({ created }) => created)).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.kind === "taken")).toHaveLength(5);
    });

    it.each([
      ["is full", registration({ maxUsers: 1 })],
      ["is not schedulable", registration({ schedulable: false })],
      ["is not ACTIVE", registration({ state: "DRAINING" })],
    ])("are refused by a cell that %s", async (_why, refusing) => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration());
      await place(registry, { thing: user("alice"), cell: cell("eu") });
      await registry.putCell(cell("eu"), refusing);
      expect(await registry.place({ thing: group(1), cell: cell("eu"), op: op(1) })).toEqual({ kind: "cellFull" });
      expect(await registry.place({ thing: group(1), cell: cell("us"), op: op(1) })).toEqual({ kind: "cellFull" });
      expect(await registry.placement(group(1))).toBeUndefined();
    });

    it("appear in the changes by their keys", async () => {
      const { registry } = await twoCells(fresh);
      for (const thing of [group(1), user("alice"), channel(1)]) await place(registry, { thing, cell: cell("eu") });
      const { changes } = await registry.changes({ after: 2, limit: 10 });
      expect(changes.map(({ id }) => id)).toEqual([group(1), "alice", channel(1)]);
    });
  });
}
