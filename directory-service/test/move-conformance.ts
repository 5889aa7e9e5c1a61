/** The part of the registry's conformance suite about moves, replacements and generations. */

import assert from "node:assert/strict";
import { describe, expect, it } from "vitest";
import type { RequestedChange } from "../src/registry/contract.ts";
import { cell, group, op, registration, user } from "./cell-registration.ts";
import { change, move, place, twoCells, users, type FreshRegistry } from "./registry-steps.ts";

const [alice, eu, us] = [user("alice"), cell("eu"), cell("us")];
const BEGIN = { kind: "begin", op: op(2), expected: { epoch: 1, op: op(1) }, target: us } as const;
const COMMIT = { kind: "commit", op: op(2), by: us, generation: 1 } as const;
const ABORT = { kind: "abort", op: op(2) } as const;
const REPLACE = { kind: "replace", op: op(3), expected: { epoch: 1, op: op(1) }, cell: us } as const;
const MOVE = { op: op(2), thing: alice, kind: "move", target: "us" } as const;

export function describeMoves(name: string, fresh: FreshRegistry): void {
  /** alice lives in eu. */
  async function setup() {
    const replicas = await twoCells(fresh);
    const placement = await place(replicas.registry, { thing: alice, cell: eu });
    const { registry } = replicas;
    const ask = (wanted: RequestedChange) => change(registry, alice, wanted);
    const seats = async () => [await users(registry, "eu"), await users(registry, "us")];
    return { ...replicas, placement, ask, seats };
  }

  describe(`${name}: a move`, () => {
    it("keeps cell and epoch until the commit, and a seat in both cells", async () => {
      const { ask, seats, placement, replica } = await setup();
      const begun = { ...placement, op: op(2), state: "MIGRATING", target: "us", targetGeneration: 1 };
      const operation = { ...MOVE, outcome: "PENDING" };
      expect(await ask(BEGIN)).toEqual({ kind: "done", placement: begun, operation });
      expect(await replica.placement(alice)).toEqual(begun);
      expect(await replica.operation({ op: op(2), thing: alice })).toEqual(operation);
      expect(await seats()).toEqual([1, 1]);
    });

    it("is at the target, at the next epoch, after the commit", async () => {
      const { ask, seats, placement, replica } = await setup();
      await ask(BEGIN);
      const moved = { ...placement, cell: "us", epoch: 2, op: op(2) };
      const operation = { ...MOVE, outcome: "COMMITTED" };
      expect(await ask(COMMIT)).toEqual({ kind: "done", placement: moved, operation });
      expect(await replica.placement(alice)).toEqual(moved);
      expect(await seats()).toEqual([0, 1]);
    });

    it("leaves everything as it was after an abort, but for the operation", async () => {
      const { ask, seats, placement, replica } = await setup();
      await ask(BEGIN);
      const operation = { ...MOVE, outcome: "ABORTED" };
      expect(await ask(ABORT)).toEqual({ kind: "done", placement: { ...placement, op: op(2) }, operation });
      expect(await replica.operation({ op: op(2), thing: alice })).toEqual(operation);
      expect(await seats()).toEqual([1, 0]);
      expect((await ask(COMMIT)).kind).toBe("conflict");
      expect((await ask(BEGIN)).kind).toBe("conflict");
    });

    it.each([
      ["begin", [], BEGIN],
      ["commit", [BEGIN], COMMIT],
      ["abort", [BEGIN], ABORT],
      ["replace", [], REPLACE],
    ] as const)("answers a repeated %s the same, and changes nothing", async (_what, before, wanted) => {
      const { ask, seats, registry } = await setup();
      for (const earlier of before) await ask(earlier);
      const first = await ask(wanted);
      expect(first.kind).toBe("done");
      const [head, taken] = [await registry.head(), await seats()];
      expect(await ask(wanted)).toEqual(first);
      expect([await registry.head(), await seats()]).toEqual([head, taken]);
    });

    it("answers a commit that is repeated after the next move with where the thing is now", async () => {
      const { ask, registry, placement } = await setup();
      const moved = await move(registry, { thing: alice, expected: placement, target: us, op: op(2) });
      const back = await move(registry, { thing: alice, expected: moved, target: eu, op: op(4) });
      const operation = { ...MOVE, outcome: "COMMITTED" };
      expect(await ask(COMMIT)).toEqual({ kind: "done", placement: back, operation });
    });

    it("conflicts with an operation id that stands for something else", async () => {
      const { ask, registry } = await setup();
      await registry.putCell(cell("ap"), registration());
      await ask(BEGIN);
      for (const other of [
        { ...BEGIN, target: cell("ap") },
        { ...REPLACE, op: op(2) },
      ])
        expect((await ask(other)).kind).toBe("conflict");
      await ask(ABORT);
      await ask({ ...REPLACE, expected: { epoch: 1, op: op(2) } });
      for (const wanted of [BEGIN, COMMIT, ABORT]) expect((await ask({ ...wanted, op: op(3) })).kind).toBe("conflict");
    });

    it.each([
      ["is not registered", undefined],
      ["is full", registration({ maxUsers: 1 })],
      ["is cordoned", registration({ schedulable: false })],
      ["is not ACTIVE", registration({ state: "DRAINING" })],
    ])("does not begin to a cell that %s", async (_why, target) => {
      const { registry } = await fresh();
      for (const id of ["eu", "us"]) if (id === "eu" || target) await registry.putCell(cell(id), registration());
      await place(registry, { thing: alice, cell: eu });
      if (target) {
        await place(registry, { thing: user("bob"), cell: us });
        await registry.putCell(us, target);
      }
      expect(await change(registry, alice, BEGIN)).toEqual({ kind: "targetUnavailable" });
      expect(await registry.placement(alice)).toMatchObject({ state: "ACTIVE" });
      expect(await registry.operation({ op: op(2), thing: alice })).toBeUndefined();
    });

    it("is not committed by a target that was declared dead, and the seat comes back", async () => {
      const { ask, registry, seats } = await setup();
      await ask(BEGIN);
      await registry.putCell(us, registration({ region: "us", state: "FENCED" }));
      expect(await ask(COMMIT)).toEqual({ kind: "targetUnavailable" });
      expect(await ask(ABORT)).toMatchObject({ kind: "done" });
      expect(await seats()).toEqual([1, 0]);
    });

    it.each([
      ["begin", [], BEGIN, { eu: true, us: false }],
      ["commit", [BEGIN], COMMIT, { eu: false, us: true }],
      ["abort", [BEGIN], ABORT, { eu: true, us: true }],
      ["replace", [], REPLACE, { eu: false, us: false }],
      ["replace", [], { ...REPLACE, cell: eu }, { eu: true, us: false }],
    ] as const)("lets a cell %s only what lives in it or comes to it", async (_what, before, wanted, may) => {
      const { ask, registry } = await setup();
      await registry.putCell(cell("ap"), registration());
      for (const earlier of before) await ask(earlier);
      const first = await registry.placement(alice);
      for (const [caller, allowed] of [
        ["ap", false],
        ...Object.entries(may).toSorted((a, b) => +a[1] - +b[1]),
      ] as const) {
        const outcome = await registry.change({ thing: alice, change: wanted, caller: cell(caller) });
        expect([caller, outcome.kind]).toEqual([caller, allowed ? "done" : "notPermitted"]);
        if (!allowed) expect(await registry.placement(alice)).toEqual(first);
      }
    });

    it("of a group takes no seat", async () => {
      const { registry, seats } = await setup();
      const placement = await place(registry, { thing: group(1), cell: eu });
      const moved = await move(registry, { thing: group(1), expected: placement, target: us, op: op(2) });
      expect(moved).toMatchObject({ thing: group(1), cell: "us", epoch: 2 });
      expect(await seats()).toEqual([1, 0]);
      expect(await registry.place({ thing: group(1), cell: eu, op: op(1) })).toMatchObject({ placement: moved });
    });

    it("lets one of several that race begin, and either its commit or its abort win", async () => {
      const { registry, replica, seats } = await setup();
      const begun = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          change(n % 2 === 0 ? registry : replica, alice, { ...BEGIN, op: op(10 + n) }),
        ),
      );
      const winners = begun.filter((outcome) => outcome.kind === "done");
      expect([winners.length, await seats()]).toEqual([1, [1, 1]]);
      const won = winners[0]!.operation.op;
      const ends = await Promise.all([
        change(registry, alice, { ...COMMIT, op: won }),
        change(replica, alice, { ...ABORT, op: won }),
      ]);
      expect(ends.map(({ kind }) => kind).toSorted()).toEqual(["conflict", "done"]);
      const { outcome } = (await registry.operation({ op: won, thing: alice }))!;
      expect(await seats()).toEqual(outcome === "COMMITTED" ? [0, 1] : [1, 0]);
    });

    it("crosses others in the opposite direction", async () => {
      const { registry, replica } = await twoCells(fresh);
      const placed = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          place(registry, { thing: user(`user-${n}`), cell: n % 2 === 0 ? eu : us }),
        ),
      );
      await Promise.all(
        placed.map((expected, n) =>
          move(n % 3 === 0 ? registry : replica, {
            thing: expected.thing,
            expected,
            target: expected.cell === eu ? us : eu,
            op: op(100 + n),
          }),
        ),
      );
      expect([await users(registry, "eu"), await users(registry, "us")]).toEqual([5, 5]);
    });

    it("is of something that was placed", async () => {
      const { registry } = await setup();
      expect(await change(registry, user("bob"), BEGIN)).toEqual({ kind: "unknownThing" });
    });
  });

  describe(`${name}: a replacement`, () => {
    it("grants the next epoch to a cell that is full, and aborts the move that is pending", async () => {
      const { ask, registry, placement, seats } = await setup();
      await registry.putCell(cell("ap"), registration({ maxUsers: 1 }));
      await place(registry, { thing: user("bob"), cell: cell("ap") });
      await ask(BEGIN);
      const wanted = { ...REPLACE, expected: { epoch: 1, op: op(2) }, cell: cell("ap") };
      const replaced = { ...placement, cell: "ap", epoch: 2, op: op(3) };
      expect(await ask(wanted)).toMatchObject({ kind: "done", placement: replaced });
      expect(await registry.operation({ op: op(2), thing: alice })).toEqual({ ...MOVE, outcome: "ABORTED" });
      expect([...(await seats()), await users(registry, "ap")]).toEqual([0, 0, 2]);
      expect((await ask(COMMIT)).kind).toBe("conflict");
    });

    it("grants what lives in a restored cell to its new generation", async () => {
      const { ask, registry, seats } = await setup();
      await registry.grantGeneration({ cell: eu, op: op(9), expected: 1 });
      const wanted = { ...REPLACE, cell: eu, generation: 2 };
      expect((await ask({ ...wanted, generation: 1 })).kind).toBe("conflict");
      expect(await ask(wanted)).toMatchObject({ kind: "done", placement: { cell: "eu", epoch: 2, generation: 2 } });
      expect(await seats()).toEqual([1, 0]);
    });

    it.each([
      ["another cell that is not ACTIVE", { ...REPLACE }, { state: "DRAINING" }],
      ["the same cell when it was declared dead", { ...REPLACE, cell: eu }, { state: "FAILED" }],
    ] as const)("grants nothing to %s", async (_what, wanted, state) => {
      const { ask, registry, placement } = await setup();
      await registry.putCell(wanted.cell, registration({ region: wanted.cell, ...state }));
      expect(await ask(wanted)).toEqual({ kind: "targetUnavailable" });
      expect(await registry.placement(alice)).toEqual(placement);
    });
  });

  describe(`${name}: generations`, () => {
    it("are granted one after the other, and fence the earlier one", async () => {
      const { ask, registry, replica } = await setup();
      await ask(BEGIN);
      const request = { cell: us, op: op(9), expected: 1 };
      expect(await registry.grantGeneration(request)).toEqual({ kind: "granted", generation: 2 });
      expect(await replica.cell(us)).toMatchObject({ generation: 2, revision: await registry.head() });
      for (const generation of [1, 2]) expect((await ask({ ...COMMIT, generation })).kind).toBe("conflict");
    });

    it("are answered the same when repeated, and conflict with another incarnation's request", async () => {
      const { registry } = await setup();
      const request = { cell: us, op: op(9), expected: 1 };
      const first = await registry.grantGeneration(request);
      const head = await registry.head();
      expect(await registry.grantGeneration(request)).toEqual(first);
      expect((await registry.grantGeneration({ ...request, op: op(8) })).kind).toBe("conflict");
      expect(await registry.head()).toBe(head);
    });

    it("are forgotten as grants when the registration sets the next one", async () => {
      const { registry } = await setup();
      await registry.grantGeneration({ cell: us, op: op(9), expected: 1 });
      await registry.putCell(us, registration({ region: "us", generation: 3 }));
      expect((await registry.grantGeneration({ cell: us, op: op(9), expected: 1 })).kind).toBe("conflict");
      expect(await registry.grantGeneration({ cell: us, op: op(9), expected: 3 })).toMatchObject({ generation: 4 });
    });

    it("go to one of two incarnations that race", async () => {
      const { registry, replica } = await setup();
      const outcomes = await Promise.all(
        [registry, replica].map((at, n) => at.grantGeneration({ cell: us, op: op(20 + n), expected: 1 })),
      );
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["conflict", "granted"]);
    });

    it("are granted to registered cells", async () => {
      const { registry } = await setup();
      const request = { cell: cell("ap"), op: op(9), expected: 0 };
      expect(await registry.grantGeneration(request)).toEqual({ kind: "unknownCell" });
    });

    it("are named by what is placed, and by what begins to move", async () => {
      const { ask, registry } = await setup();
      await registry.grantGeneration({ cell: us, op: op(9), expected: 1 });
      for (const thing of [user("bob"), group(1)])
        expect(await place(registry, { thing, cell: us })).toMatchObject({ generation: 2 });
      const begun = await ask(BEGIN);
      assert(begun.kind === "done");
      expect(begun.placement).toMatchObject({ generation: 1, targetGeneration: 2 });
      expect(await ask({ ...COMMIT, generation: 2 })).toMatchObject({ placement: { cell: "us", generation: 2 } });
    });
  });
}
