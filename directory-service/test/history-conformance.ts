/** The part of the registry's conformance suite about what holds after any history of changes. */

import assert from "node:assert/strict";
import type { CellId, ThingKey } from "@cellwire/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Placement, Registry, RequestedChange } from "../src/registry/contract.ts";
import { cell, group, op, registration, user } from "./cell-registration.ts";
import { change, place, type FreshRegistry } from "./registry-steps.ts";

const CELLS = ["ap", "eu", "us"].map(cell);
const THINGS = [group(1), user("alice"), user("bob")];
const RUNS = 20;
const STEPS_MAX = 25;
const LIMIT = 100;

interface Step {
  readonly kind: RequestedChange["kind"] | "grant";
  readonly thing: ThingKey;
  readonly cell: CellId;
  readonly op: string;
  /** Take operation and target of the move that is pending, if one is. */
  readonly fits: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("begin", "commit", "abort", "replace", "grant"),
  thing: fc.constantFrom(...THINGS),
  cell: fc.constantFrom(...CELLS),
  // Of a few, so that ids come again.
  op: fc.integer({ min: 2, max: 6 }).map(op),
  fits: fc.boolean(),
});

export function describeHistories(name: string, fresh: FreshRegistry): void {
  describe(`${name}: after any history`, () => {
    it("seats are those of residents and of who is on the way, epochs only grow, and an outcome stays", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: STEPS_MAX }), async (history) => {
          const { registry } = await setup();
          for (const step of history) {
            const before = await pictureOf(registry);
            await take(registry, step);
            const after = await pictureOf(registry);
            expect(after.users).toEqual(after.seats);
            for (const [thing, { epoch }] of before.placements)
              expect(after.placements.get(thing)!.epoch).toBeGreaterThanOrEqual(epoch);
            for (const [key, outcome] of before.outcomes)
              if (outcome !== "PENDING") expect(after.outcomes.get(key)).toBe(outcome);
            expect(after.pending).toEqual(after.migrating);
          }
        }),
        { numRuns: RUNS },
      );
    });
  });

  async function setup() {
    const { registry } = await fresh();
    for (const id of CELLS) await registry.putCell(id, registration({ region: id, maxUsers: 2 }));
    for (const thing of THINGS) await place(registry, { thing, cell: cell("eu") });
    return { registry };
  }
}

async function take(registry: Registry, drawn: Step): Promise<void> {
  const { kind, thing } = drawn;
  const expected = (await registry.placement(thing))!;
  const fits = drawn.fits && expected.target !== null && kind !== "replace";
  const step = fits ? { op: expected.op, cell: expected.target } : drawn;
  const record = (await registry.cell(step.cell))!;
  if (kind === "grant") {
    await registry.grantGeneration({ cell: step.cell, op: step.op, expected: record.generation });
    return;
  }
  const changes: Record<typeof kind, RequestedChange> = {
    begin: { kind: "begin", op: step.op, expected, target: step.cell },
    commit: { kind: "commit", op: step.op, by: step.cell, generation: record.generation },
    abort: { kind: "abort", op: step.op },
    replace: { kind: "replace", op: step.op, expected, cell: step.cell },
  };
  await change(registry, thing, changes[kind]);
}

async function pictureOf(registry: Registry) {
  const placements = new Map<string, Placement>();
  const [seats, users] = [new Map<string, number>(), new Map<string, number>()];
  for (const { cell: id, users: count } of await registry.cells()) {
    users.set(id, count);
    const residents = await registry.residents({ cell: id, limit: LIMIT });
    const incoming = await registry.incoming({ cell: id, limit: LIMIT });
    for (const placement of residents) placements.set(placement.thing, placement);
    seats.set(id, [...residents, ...incoming].filter(({ thing }) => !thing.includes(":")).length);
  }
  assert(placements.size === THINGS.length);
  const outcomes = new Map<string, string>();
  for (let n = 2; n <= 6; n++)
    for (const operation of await registry.operations({ op: op(n), limit: LIMIT }))
      outcomes.set(`${operation.op}/${operation.thing}`, operation.outcome);
  const pending = [...outcomes].filter(([, outcome]) => outcome === "PENDING").map(([key]) => key);
  const migrating = [...placements.values()]
    .filter(({ state }) => state === "MIGRATING")
    .map((placement) => `${placement.op}/${placement.thing}`);
  return { placements, seats, users, outcomes, pending: pending.toSorted(), migrating: migrating.toSorted() };
}
