/** Seeded random runs of a model that is too large to explore, and the shortening of one that failed. */

import { applied, finish } from "./explorer.ts";
import type { Fault } from "./explorer.ts";
import type { World } from "./world.ts";

export interface WalkBounds {
  readonly seed: number;
  readonly runs: number;
  readonly stepsMax: number;
}

export interface Walk {
  readonly world: string;
  readonly runs: number;
  readonly steps: number;
  readonly seconds: number;
  readonly fault: (Fault & { readonly seed: number }) | null;
}

/** Run r has the seed `seed + r`, so that a run that failed is repeated alone. */
export function walk<S>(world: World<S>, { seed, runs, stepsMax }: WalkBounds, nowMs: () => number): Walk {
  const startedMs = nowMs();
  const finished = new Set<number>();
  let steps = 0;
  const report = (done: number, fault: Walk["fault"]): Walk => ({
    world: world.name,
    runs: done,
    steps,
    seconds: (nowMs() - startedMs) / 1000,
    fault,
  });
  for (let run = 0; run < runs; run++) {
    const labels = randomRun(world, seed + run, stepsMax);
    steps += labels.length;
    const fault = replay(world, labels, finished);
    if (fault !== null) return report(run + 1, { ...shortened(world, labels, fault), seed: seed + run });
    if (finished.size > FINISHED_MAX) finished.clear();
  }
  return report(runs, null);
}

/** Remembered ends of finishes. */
const FINISHED_MAX = 500_000;

/** With more, every budget of faults is spent before anything has happened. */
const FAULT_SHARE_MAX = 0.15;

/** Each run has its own share of faults: with many of them little is ever finished, with few nothing goes wrong twice. */
function randomRun<S>(world: World<S>, seed: number, stepsMax: number): string[] {
  const random = generator(seed);
  const labels: string[] = [];
  const share = FAULT_SHARE_MAX * random();
  let state = world.initial();
  while (labels.length < stepsMax && world.broken(state) === null) {
    const steps = world.steps(state).map((step) => ({ step, at: random() + (step.fault && random() > share ? 1 : 0) }));
    const key = world.keyOf(state);
    const taken = steps
      .sort((a, b) => a.at - b.at)
      .map(({ step }) => ({ label: step.label, next: () => applied(world, state, step) }))
      .find(({ next }) => world.keyOf(next()) !== key);
    if (taken === undefined) break;
    labels.push(taken.label);
    state = taken.next();
  }
  return labels;
}

/** Steps that are not possible are left out. */
function replay<S>(world: World<S>, labels: readonly string[], finished: Set<number>): Fault | null {
  const trace: string[] = [];
  let state = world.initial();
  for (const label of labels) {
    const step = world.steps(state).find((one) => one.label === label);
    if (step === undefined) continue;
    state = applied(world, state, step);
    trace.push(label);
    const what = world.broken(state);
    if (what !== null) return { what, trace };
  }
  const end = finish(world, state, finished);
  return end && { what: end.what, trace: [...trace, ...end.trace] };
}

/** Leaves out whatever the run fails without, one step at a time, until nothing can be left out. */
function shortened<S>(world: World<S>, labels: readonly string[], fault: Fault): Fault {
  let shortest = [...labels];
  let found = fault;
  for (let at = shortest.length - 1; at >= 0; at--) {
    const without = shortest.toSpliced(at, 1);
    const still = replay(world, without, new Set());
    if (still === null) continue;
    shortest = without;
    found = still;
    at = Math.min(at, shortest.length);
  }
  return found;
}

/** mulberry32: small, seeded, the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}
