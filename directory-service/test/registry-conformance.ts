/** What registry/contract.ts promises, run over every implementation. */

import { describe, expect, it } from "vitest";
import { cell, op, publicKey, registration, user } from "./cell-registration.ts";
import { describeHistories } from "./history-conformance.ts";
import { describeLists } from "./list-conformance.ts";
import { describeMoves } from "./move-conformance.ts";
import { describeThings } from "./thing-conformance.ts";
import { describePlacements } from "./placement-conformance.ts";
import { move, place, twoCells, users, type FreshRegistry } from "./registry-steps.ts";

export function describeRegistry(name: string, fresh: FreshRegistry): void {
  describePlacements(name, fresh);
  describeThings(name, fresh);
  describeMoves(name, fresh);
  describeLists(name, fresh);
  describeHistories(name, fresh);

  describe(`${name}: cells`, () => {
    it("registers a cell and gives it back", async () => {
      const { registry, replica } = await fresh();
      const outcome = await registry.putCell(cell("eu"), registration());
      const expected = { ...registration(), cell: "eu", users: 0, revision: 1 };
      expect(outcome).toEqual({ kind: "registered", cell: expected });
      expect(await replica.cell(cell("eu"))).toEqual(expected);
      expect(await replica.cell(cell("us"))).toBeUndefined();
    });

    it("lists cells by id", async () => {
      const { registry } = await fresh();
      for (const id of ["us", "eu", "ap-1", "ap"]) await registry.putCell(cell(id), registration());
      expect((await registry.cells()).map((record) => record.cell)).toEqual(["ap", "ap-1", "eu", "us"]);
    });

    it("replaces a registration, keeps the users, and gives it a new revision", async () => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration());
      await place(registry, { thing: user("alice"), cell: cell("eu") });
      const changed = registration({ state: "DRAINING", schedulable: false, generation: 2, gateways: ["wss://b"] });
      const outcome = await registry.putCell(cell("eu"), changed);
      expect(outcome).toEqual({ kind: "registered", cell: { ...changed, cell: "eu", users: 1, revision: 3 } });
    });

    it("changes nothing when the same registration is repeated", async () => {
      const { registry } = await fresh();
      const first = await registry.putCell(cell("eu"), registration());
      expect(await registry.putCell(cell("eu"), registration())).toEqual(first);
      expect(await registry.head()).toBe(1);
    });

    it("registers only after the revision that was asked for", async () => {
      const { registry } = await fresh();
      const put = async (weight: number, after: number | "none") => {
        const outcome = await registry.putCell(cell("eu"), registration({ weight }), after);
        return outcome.kind === "registered" ? outcome.cell.revision : outcome.kind;
      };
      expect(await put(1, 1)).toBe("changedMeanwhile");
      expect(await put(1, "none")).toBe(1);
      expect(await put(2, "none")).toBe("changedMeanwhile");
      expect(await put(2, 1)).toBe(2);
      expect(await put(3, 1)).toBe("changedMeanwhile");
      expect(await put(2, 1)).toBe(2);
      expect((await registry.cell(cell("eu")))?.weight).toBe(2);
    });

    it("lets one of many who follow the same revision register", async () => {
      const { registry } = await fresh();
      const weights = [1, 2, 3, 4, 5];
      const outcomes = await Promise.all(
        weights.map((weight) => registry.putCell(cell("eu"), registration({ weight }), "none")),
      );
      expect(outcomes.filter(({ kind }) => kind === "registered")).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === "changedMeanwhile")).toHaveLength(4);
    });

    it("refuses a generation that goes back", async () => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration({ generation: 2 }));
      expect(await registry.putCell(cell("eu"), registration())).toEqual({ kind: "generationBehind" });
      expect((await registry.cell(cell("eu")))?.generation).toBe(2);
    });

    it("rotates keys with an overlap only", async () => {
      const { registry } = await fresh();
      const put = async (...publicKeys: ReturnType<typeof publicKey>[]) =>
        (await registry.putCell(cell("eu"), registration({ publicKeys }))).kind;
      expect(await put(publicKey("key-1"))).toBe("registered");
      expect(await put(publicKey("key-2", "B"))).toBe("keysWithoutOverlap");
      expect(await put(publicKey("key-1", "B"))).toBe("keysWithoutOverlap");
      expect(await put(publicKey("key-1"), publicKey("key-2", "B"))).toBe("registered");
      expect(await put(publicKey("key-2", "B"))).toBe("registered");
    });

    it("gives a retired cell's name to its next generation, with other keys", async () => {
      const { registry } = await fresh();
      const put = async (change: Parameters<typeof registration>[0]) =>
        (await registry.putCell(cell("eu"), registration(change))).kind;
      const others = { publicKeys: [publicKey("key-2", "B")] };
      await put({});
      expect(await put({ ...others, generation: 2 })).toBe("keysWithoutOverlap");
      expect(await put({ state: "RETIRED" })).toBe("registered");
      expect(await put(others)).toBe("keysWithoutOverlap");
      expect(await put({ publicKeys: [publicKey("key-1", "B")], generation: 2 })).toBe("keysWithoutOverlap");
      expect(await put({ ...others, generation: 2 })).toBe("registered");
      expect(await registry.cell(cell("eu"))).toMatchObject({ ...others, generation: 2, state: "ACTIVE" });
    });

    it("keeps one of two first registrations that race with other keys", async () => {
      const { registry, replica } = await fresh();
      const outcomes = await Promise.all([
        registry.putCell(cell("eu"), registration()),
        replica.putCell(cell("eu"), registration({ publicKeys: [publicKey("key-2", "B")] })),
      ]);
      expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual(["keysWithoutOverlap", "registered"]);
    });
  });

  describe(`${name}: everything at once`, () => {
    it("registers, places and moves concurrently, and counts every seat", async () => {
      const { registry, replica } = await twoCells(fresh);
      const [eu, us] = [cell("eu"), cell("us")];
      const placed = await Promise.all(
        Array.from({ length: 10 }, (_, n) => place(registry, { thing: user(`old-${n}`), cell: n % 2 === 0 ? eu : us })),
      );
      await Promise.all([
        ...placed.map((expected, n) =>
          move(replica, { thing: expected.thing, expected, target: expected.cell === eu ? us : eu, op: op(100 + n) }),
        ),
        ...placed.map((_, n) => place(registry, { thing: user(`new-${n}`), cell: n % 2 === 0 ? us : eu })),
        ...placed.map((_, n) => replica.putCell(n % 2 === 0 ? eu : us, registration({ weight: n + 1 }))),
        ...placed.map((_, n) => registry.putCell(cell(`cell-${n >> 1}`), registration({ weight: n + 1 }))),
      ]);
      expect([await users(registry, "eu"), await users(registry, "us")]).toEqual([10, 10]);
    });
  });

  describe(`${name}: changes`, () => {
    it("starts empty", async () => {
      const { registry } = await fresh();
      expect(await registry.changes({ after: 0, limit: 10 })).toEqual({ changes: [], head: 0 });
      expect(await registry.head()).toBe(0);
    });

    it("pages through cells and placements in order of revision", async () => {
      const { registry } = await twoCells(fresh);
      await place(registry, { thing: user("alice"), cell: cell("eu") });
      const first = await registry.changes({ after: 0, limit: 2 });
      expect(first.changes).toEqual([
        { revision: 1, kind: "cell", id: "eu" },
        { revision: 2, kind: "cell", id: "us" },
      ]);
      const second = await registry.changes({ after: 2, limit: 2 });
      expect(second).toEqual({ changes: [{ revision: 3, kind: "placement", id: "alice" }], head: 3 });
    });

    it("shows a thing that changed again once, at its newest revision", async () => {
      const { registry } = await twoCells(fresh);
      const expected = await place(registry, { thing: user("alice"), cell: cell("eu") });
      await move(registry, { thing: user("alice"), expected, target: cell("us"), op: op(2) });
      const { changes } = await registry.changes({ after: 2, limit: 10 });
      expect(changes).toEqual([{ revision: 5, kind: "placement", id: "alice" }]);
    });

    it("misses nothing while changes are being made", async () => {
      const { registry, replica } = await twoCells(fresh);
      const names = Array.from({ length: 40 }, (_, n) => `user-${n}`);
      let writing = true;
      const writes = Promise.all(
        names.map((name, n) =>
          place(n % 2 === 0 ? registry : replica, { thing: user(name), cell: cell(n % 3 === 0 ? "eu" : "us") }),
        ),
      ).finally(() => (writing = false));
      const seen: string[] = [];
      let after = 2;
      for (let last = false; !last;) {
        last = !writing;
        const { changes } = await replica.changes({ after, limit: 7 });
        if (changes.length > 0) last = false;
        seen.push(...changes.map((change) => change.id));
        after = changes.at(-1)?.revision ?? after;
      }
      await writes;
      expect(seen.toSorted()).toEqual(names.toSorted());
    });
  });
}
