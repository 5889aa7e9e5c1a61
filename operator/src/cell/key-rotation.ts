/**
 * Changes a cell's signing keys without anybody meeting a signature that he cannot verify:
 *
 *     one key ── asked for ──→ a new key beside it ── everyone has it ──→ the new key signs ── one overlap ──→ one key
 *
 * Pure: one step from what is to what should be.
 */

import type { KeySet, PrivateKey } from "../resources/key-set.ts";

export interface RotationState {
  readonly keys: KeySet;
  /** What the Cell asks for, and what was last begun: a rotation is wanted when they differ. */
  readonly asked: string | undefined;
  readonly begun: string | undefined;
  /** When the newest key began to sign; NaN when it is the first. */
  readonly activeSinceMs: number;
  readonly nowMs: number;
  /** The pods and the directory have all keys. */
  readonly isSpread: boolean;
  readonly makeKey: () => PrivateKey;
}

export interface RotationStep {
  readonly kind: "add" | "activate" | "retire";
  readonly keys: KeySet;
}

const HOUR_MS = 3_600_000;
/** Nothing that the old key signed is valid any more: the longest are resume tickets, of a day. */
export const OVERLAP_MS = 25 * HOUR_MS;

/** Undefined when there is nothing to do, or not yet. */
export function nextRotationStep(state: RotationState): RotationStep | undefined {
  const { keys, asked, begun, activeSinceMs, nowMs, isSpread, makeKey } = state;
  if (isPending(keys)) return isSpread ? { kind: "activate", keys: { ...keys, active: newest(keys).kid } } : undefined;
  if (keys.keys.length > 1) {
    const isOver = nowMs - activeSinceMs >= OVERLAP_MS;
    return isOver ? { kind: "retire", keys: { ...keys, keys: [newest(keys)] } } : undefined;
  }
  if (asked === undefined || asked === begun) return undefined;
  return { kind: "add", keys: { ...keys, keys: [...keys.keys, makeKey()] } };
}

/** A key is there that does not sign yet. */
export function isPending(keys: KeySet): boolean {
  return newest(keys).kid !== keys.active;
}

/** Keys are only ever added at the end. */
function newest({ keys }: KeySet): PrivateKey {
  return keys.at(-1)!;
}
