/**
 * Explores the models and prints what was covered: `npm run -w @cellwire/lifecycle check -- [--deep] [--bugs] [--seed N]
 * [--runs N] [--states N]`. Ends with 1 when an invariant is broken, or a bug is not found.
 */

import { parseArgs } from "node:util";
import { cellsWorld } from "../checker/cells/cells-world.ts";
import { BUGS, DEEP, EVERYTHING, EVERYTHING_WIDE, HOLES, SMALL } from "../checker/cells/settings.ts";
import { explore } from "../checker/explorer.ts";
import type { Bounds, Exploration, Fault } from "../checker/explorer.ts";
import { leaseWorld } from "../checker/lease/lease-world.ts";
import { LEASE, LEASE_BUGS, LEASE_CLOCKS } from "../checker/lease/settings.ts";
import { outboxWorld } from "../checker/outbox/outbox-world.ts";
import { OUTBOX, OUTBOX_ALL, OUTBOX_BUGS, OUTBOX_ENDS } from "../checker/outbox/settings.ts";
import { walk } from "../checker/random-walk.ts";
import { startingAfter } from "../checker/starting-after.ts";
import type { World } from "../checker/world.ts";

const STEPS_MAX = 150;

const nowMs = () => performance.now();

function main(): void {
  const { values } = parseArgs({
    options: {
      deep: { type: "boolean", default: false },
      bugs: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      runs: { type: "string" },
      states: { type: "string", default: "500000" },
    },
  });
  const { deep } = values;
  const failures = values.bugs
    ? searchBugs()
    : exploreAll(deep, Number(values.states)) +
      walkAll(Number(values.seed), Number(values.runs ?? (deep ? 5_000 : 500)));
  if (failures > 0) process.exitCode = 1;
}

function exploreAll(deep: boolean, statesMax: number): number {
  const ends = { statesMax, finishes: true };
  let failures = 0;
  for (const setting of deep ? [...SMALL, ...DEEP] : SMALL) failures += shown(cellsWorld(setting), ends);
  for (const setting of deep ? [LEASE, LEASE_CLOCKS] : [LEASE])
    failures += shown(leaseWorld(setting), { ...ends, finishes: false });
  for (const setting of deep ? [OUTBOX, OUTBOX_ENDS, OUTBOX_ALL] : [OUTBOX, OUTBOX_ENDS])
    failures += shown(outboxWorld(setting), ends);
  return failures;
}

function shown<S>(world: World<S>, bounds: Bounds): number {
  const found = explore(world, bounds, nowMs);
  console.log(line(found));
  return printed(found.fault);
}

function line({ world, states, transitions, depth, seconds, exhaustive }: Exploration): string {
  const extent = exhaustive ? "all" : "first";
  return `${world}: ${extent} ${states} states, ${transitions} transitions, depth ${depth}, ${seconds.toFixed(1)} s`;
}

function walkAll(seed: number, runs: number): number {
  let failures = 0;
  for (const setting of [EVERYTHING, EVERYTHING_WIDE]) {
    const {
      world,
      steps,
      seconds,
      fault,
      runs: done,
    } = walk(cellsWorld(setting), { seed, runs, stepsMax: STEPS_MAX }, nowMs);
    console.log(
      `${world}: ${done} random runs, seeds ${seed} to ${seed + done - 1}, ${steps} steps, ${seconds.toFixed(1)} s`,
    );
    if (fault !== null) console.log(`seed ${fault.seed}`);
    failures += printed(fault);
  }
  return failures;
}

function searchBugs(): number {
  let missed = 0;
  const bounds = { statesMax: 200_000, finishes: true };
  for (const { bug, setting, by, after = [] } of [...BUGS, ...HOLES]) {
    const world = startingAfter(cellsWorld({ ...setting, on: new Set([bug]) }), after);
    missed += caught(bug, explore(world, { ...bounds, finishes: by === "ends" }, nowMs), after);
  }
  for (const { bug, setting } of LEASE_BUGS) {
    missed += caught(
      bug,
      explore(leaseWorld({ ...setting, on: new Set([bug]) }), { ...bounds, finishes: false }, nowMs),
    );
  }
  for (const { bug, setting } of OUTBOX_BUGS)
    missed += caught(bug, explore(outboxWorld({ ...setting, on: new Set([bug]) }), bounds, nowMs));
  return missed;
}

function caught(bug: string, { fault, states }: Exploration, after: readonly string[] = []): number {
  console.log(`\n${bug}: ${fault === null ? `NOT FOUND in ${states} states` : "found"}`);
  if (fault !== null) printed({ what: fault.what, trace: [...after, ...fault.trace] });
  return fault === null ? 1 : 0;
}

function printed(fault: Fault | null): number {
  if (fault === null) return 0;
  console.log(`  ${fault.what}`);
  for (const [at, label] of fault.trace.entries()) console.log(`  ${String(at + 1).padStart(3)}. ${label}`);
  return 1;
}

main();
