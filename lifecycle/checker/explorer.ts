/**
 * Visits every state of a model, breadth first, so that the first fault found has a shortest trace. A state is remembered by
 * 53 bits of a hash of its key: two states may be taken for one with a probability of about n² / 2^54 (5·10⁻⁵ for a million).
 */

import type { Step, World } from "./world.ts";

export interface Bounds {
  readonly statesMax: number;
  /** Whether every state must also come to a good end. Without it the shortest trace to a broken invariant is found. */
  readonly finishes: boolean;
}

export interface Exploration {
  readonly world: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** False when a bound ended it. */
  readonly exhaustive: boolean;
  readonly fault: Fault | null;
}

export interface Fault {
  readonly what: string;
  readonly trace: readonly string[];
}

interface Node<S> {
  readonly state: S;
  readonly index: number;
}

/** Steps of a fair finish; far more than any model needs. */
const FINISH_STEPS_MAX = 400;

export function explore<S>(world: World<S>, bounds: Bounds, nowMs: () => number): Exploration {
  const startedMs = nowMs();
  const seen = new Set<number>();
  const finished = new Set<number>();
  const parents: number[] = [];
  const labels: string[] = [];
  let transitions = 0;
  let depth = 0;
  const report = (exhaustive: boolean, fault: Fault | null): Exploration => ({
    world: world.name,
    states: seen.size,
    transitions,
    depth,
    seconds: (nowMs() - startedMs) / 1000,
    exhaustive,
    fault,
  });
  const traceTo = (index: number): string[] => {
    const trace: string[] = [];
    for (let at = index; at > 0; at = parents[at]!) trace.push(labels[at]!);
    return trace.reverse();
  };
  const admit = (state: S, from: number, label: string): Node<S> | null => {
    const hash = hashOf(world.keyOf(state));
    if (seen.has(hash)) return null;
    seen.add(hash);
    parents.push(from);
    labels.push(label);
    return { state, index: parents.length - 1 };
  };

  let level: Node<S>[] = [admit(world.initial(), 0, "")!];
  while (level.length > 0) {
    const next: Node<S>[] = [];
    for (const { state, index } of level) {
      const what = world.broken(state);
      if (what !== null) return report(false, { what, trace: traceTo(index) });
      const end = bounds.finishes ? finish(world, state, finished) : null;
      if (end !== null) return report(false, { what: end.what, trace: [...traceTo(index), ...end.trace] });
      if (seen.size >= bounds.statesMax) return report(false, null);
      for (const step of world.steps(state)) {
        const node = admit(applied(world, state, step), index, step.label);
        transitions += 1;
        if (node) next.push(node);
      }
    }
    level = next;
    if (level.length > 0) depth += 1;
  }
  return report(true, null);
}

export function applied<S>(world: World<S>, state: S, step: Step<S>): S {
  const draft = world.copy(state);
  step.apply(draft);
  return draft;
}

/**
 * Goes on without faults until nothing changes: everything must have come to its end. Where two finishes meet they go on alike,
 * so `finished` makes this cheap.
 */
export function finish<S>(world: World<S>, from: S, finished: Set<number>): Fault | null {
  const trace = ["— no more faults from here —"];
  const passed = new Set<number>();
  let state = from;
  for (;;) {
    const key = world.keyOf(state);
    const hash = hashOf(key);
    if (finished.has(hash)) break;
    if (passed.has(hash)) return { what: "goes round in a circle for ever", trace };
    if (passed.size >= FINISH_STEPS_MAX) return { what: "never comes to an end", trace };
    passed.add(hash);
    const broken = world.broken(state);
    if (broken !== null) return { what: broken, trace };
    const step = nextOf(world, state, key);
    if (step === null) {
      const what = world.unfinished(state);
      if (what !== null) return { what, trace };
      break;
    }
    trace.push(step.label);
    state = step.state;
  }
  for (const hash of passed) finished.add(hash);
  return null;
}

function nextOf<S>(world: World<S>, state: S, key: string): { state: S; label: string } | null {
  for (const step of world.steps(state)) {
    if (step.fault) continue;
    const next = applied(world, state, step);
    if (world.keyOf(next) !== key) return { state: next, label: step.label };
  }
  return null;
}

/** FNV-1a, twice with different starts, to 53 bits. */
function hashOf(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
}
