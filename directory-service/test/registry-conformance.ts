/** What registry/contract.ts promises, run over every implementation. */

import assert from "node:assert/strict";
import type { CellId, UserId } from "@cellwire/protocol";
import { describe, expect, it } from "vitest";
import type { Placement, Registry } from "../src/registry/contract.ts";
import { cell, op, publicKey, registration, user } from "./cell-registration.ts";

/** @param fresh an empty registry, as two replicas of the directory see it */
export function describeRegistry(name: string, fresh: () => Promise<{ registry: Registry; replica: Registry }>): void {
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
      await place(registry, { user: user("alice"), cell: cell("eu") });
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

    it("keeps one of two first registrations that race with other keys", async () => {
      const { registry, replica } = await fresh();
      const outcomes = await Promise.all([
        registry.putCell(cell("eu"), registration()),
        replica.putCell(cell("eu"), registration({ publicKeys: [publicKey("key-2", "B")] })),
      ]);
      expect(outcomes.map((outcome) => outcome.kind).toSorted()).toEqual(["keysWithoutOverlap", "registered"]);
    });
  });

  describe(`${name}: first placement`, () => {
    it("places a new user at epoch 1 and takes a seat", async () => {
      const { registry, replica } = await fresh();
      await registry.putCell(cell("eu"), registration());
      const outcome = await registry.placeUser({ user: user("alice"), cell: cell("eu"), op: op(1) });
      const placement = { user: "alice", cell: "eu", epoch: 1, op: op(1), state: "ACTIVE" };
      expect(outcome).toEqual({ kind: "placed", placement, created: true });
      expect(await replica.placement(user("alice"))).toEqual(placement);
      expect(await users(registry, "eu")).toBe(1);
    });

    it("tells user ids apart by case", async () => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration());
      await place(registry, { user: user("alice"), cell: cell("eu") });
      expect(await registry.placement(user("Alice"))).toBeUndefined();
    });

    it("never moves a user who has a home", async () => {
      const { registry } = await twoCells(fresh);
      const placement = await place(registry, { user: user("alice"), cell: cell("eu") });
      const again = await registry.placeUser({ user: user("alice"), cell: cell("us"), op: op(2) });
      expect(again).toEqual({ kind: "placed", placement, created: false });
      expect(await users(registry, "us")).toBe(0);
    });

    it("answers the same to a repeated operation", async () => {
      const { registry } = await twoCells(fresh);
      const request = { user: user("alice"), cell: cell("eu"), op: op(1) };
      const first = await registry.placeUser(request);
      expect(await registry.placeUser(request)).toEqual({ ...first, created: false });
      expect(await users(registry, "eu")).toBe(1);
    });

    it("answers with the home of a user even when his cell is full", async () => {
      const { registry } = await fresh();
      await registry.putCell(cell("eu"), registration({ maxUsers: 1 }));
      const placement = await place(registry, { user: user("alice"), cell: cell("eu") });
      const again = await registry.placeUser({ user: user("alice"), cell: cell("eu"), op: op(2) });
      expect(again).toEqual({ kind: "placed", placement, created: false });
    });

    it("creates exactly one placement when replicas race for one user", async () => {
      const { registry, replica } = await twoCells(fresh);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => {
          const [at, target] = n % 2 === 0 ? [registry, cell("eu")] : [replica, cell("us")];
          return at.placeUser({ user: user("alice"), cell: target, op: op(n) });
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
          (n % 2 === 0 ? registry : replica).placeUser({ user: user(`user-${n}`), cell: cell("eu"), op: op(n) }),
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
      await place(registry, { user: user("alice"), cell: cell("eu") });
      await registry.putCell(cell("eu"), refused);
      const outcome = await registry.placeUser({ user: user("bob"), cell: cell("eu"), op: op(2) });
      expect(outcome).toEqual({ kind: "cellFull" });
      expect(await registry.placement(user("bob"))).toBeUndefined();
    });

    it("refuses a cell that is not registered", async () => {
      const { registry } = await fresh();
      const outcome = await registry.placeUser({ user: user("bob"), cell: cell("eu"), op: op(1) });
      expect(outcome).toEqual({ kind: "cellFull" });
    });
  });

  describe(`${name}: compare-and-set`, () => {
    it("keeps the epoch when only the state changes", async () => {
      const { registry } = await twoCells(fresh);
      const before = await place(registry, { user: user("alice"), cell: cell("eu") });
      const next = { cell: cell("eu"), op: op(2), state: "MIGRATING" } as const;
      const outcome = await registry.compareAndSet({ user: user("alice"), expected: before, next });
      expect(outcome).toEqual({ kind: "set", placement: { user: "alice", epoch: 1, ...next } });
      expect(await users(registry, "eu")).toBe(1);
    });

    it("raises the epoch and moves the seat when the cell changes", async () => {
      const { registry, replica } = await twoCells(fresh);
      const before = await place(registry, { user: user("alice"), cell: cell("eu") });
      const next = { cell: cell("us"), op: op(2), state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ user: user("alice"), expected: before, next });
      const placement = { user: "alice", epoch: 2, ...next };
      expect(outcome).toEqual({ kind: "set", placement });
      expect(await replica.placement(user("alice"))).toEqual(placement);
      expect([await users(registry, "eu"), await users(registry, "us")]).toEqual([0, 1]);
    });

    it("answers the same to a repeated operation, and changes nothing", async () => {
      const { registry } = await twoCells(fresh);
      const expected = await place(registry, { user: user("alice"), cell: cell("eu") });
      const change = { user: user("alice"), expected, next: { cell: cell("us"), op: op(2), state: "ACTIVE" } } as const;
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
      const placement = await place(registry, { user: user("alice"), cell: cell("eu") });
      const next = { cell: cell("us"), op: op(2), state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ user: user("alice"), expected, next });
      expect(outcome).toEqual({ kind: "conflict", placement });
    });

    it("refuses an operation id that made something else", async () => {
      const { registry } = await twoCells(fresh);
      const placement = await place(registry, { user: user("alice"), cell: cell("eu") });
      const next = { cell: cell("us"), op: placement.op, state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ user: user("alice"), expected: placement, next });
      expect(outcome).toEqual({ kind: "conflict", placement });
    });

    it("lets one of several racing changes win and tells the others", async () => {
      const { registry, replica } = await twoCells(fresh);
      const expected = await place(registry, { user: user("alice"), cell: cell("eu") });
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          (n % 2 === 0 ? registry : replica).compareAndSet({
            user: user("alice"),
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
        names.map((name, n) => place(registry, { user: name, cell: n % 2 === 0 ? eu : us })),
      );
      const outcomes = await Promise.all(
        placed.map((expected, n) =>
          (n % 3 === 0 ? registry : replica).compareAndSet({
            user: expected.user,
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
      await place(registry, { user: user("bob"), cell: cell("us") });
      const expected = await place(registry, { user: user("alice"), cell: cell("eu") });
      for (const target of [cell("us"), cell("nowhere")]) {
        const next = { cell: target, op: op(2), state: "ACTIVE" } as const;
        expect(await registry.compareAndSet({ user: user("alice"), expected, next })).toEqual({ kind: "cellFull" });
      }
      expect(await registry.placement(user("alice"))).toEqual(expected);
      expect(await users(registry, "eu")).toBe(1);
    });

    it("knows no user who was never placed", async () => {
      const { registry } = await twoCells(fresh);
      const next = { cell: cell("us"), op: op(2), state: "ACTIVE" } as const;
      const outcome = await registry.compareAndSet({ user: user("bob"), expected: { epoch: 1, op: op(1) }, next });
      expect(outcome).toEqual({ kind: "unknownUser" });
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
      await place(registry, { user: user("alice"), cell: cell("eu") });
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
      const expected = await place(registry, { user: user("alice"), cell: cell("eu") });
      const next = { cell: cell("us"), op: op(2), state: "ACTIVE" } as const;
      await registry.compareAndSet({ user: user("alice"), expected, next });
      const { changes } = await registry.changes({ after: 2, limit: 10 });
      expect(changes).toEqual([{ revision: 4, kind: "placement", id: "alice" }]);
    });

    it("misses nothing while changes are being made", async () => {
      const { registry, replica } = await twoCells(fresh);
      const names = Array.from({ length: 40 }, (_, n) => `user-${n}`);
      let writing = true;
      const writes = Promise.all(
        names.map((name, n) =>
          place(n % 2 === 0 ? registry : replica, { user: user(name), cell: cell(n % 3 === 0 ? "eu" : "us") }),
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

async function twoCells(fresh: () => Promise<{ registry: Registry; replica: Registry }>) {
  const replicas = await fresh();
  for (const id of ["eu", "us"]) await replicas.registry.putCell(cell(id), registration({ region: id }));
  return replicas;
}

async function place(registry: Registry, request: { user: UserId; cell: CellId }): Promise<Placement> {
  const outcome = await registry.placeUser({ ...request, op: op(1) });
  assert(outcome.kind === "placed");
  return outcome.placement;
}

async function users(registry: Registry, id: string): Promise<number> {
  return (await registry.cell(cell(id)))?.users ?? Number.NaN;
}
