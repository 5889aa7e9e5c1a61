/** Places in a conversation: (term, n), compared term first. */

export interface OrderKey {
  readonly term: number;
  readonly n: number;
}

/** Before everything. */
export const ORIGIN: OrderKey = Object.freeze({ term: 0, n: 0 });

/** Negative, zero or positive, as `a` is before, at or after `b`. */
export function compareKeys(a: OrderKey, b: OrderKey): number {
  return a.term - b.term || a.n - b.n;
}

export function maxKey(a: OrderKey, b: OrderKey): OrderKey {
  return compareKeys(a, b) >= 0 ? a : b;
}

/** True when `next` follows `key` without a gap; a term can only be followed by n = 1 of a later one. */
export function follows(next: OrderKey, key: OrderKey): boolean {
  return next.term === key.term ? next.n === key.n + 1 : next.term > key.term && next.n === 1;
}

/** The wire may leave a key out: absent reads as the origin. */
export function keyOf(wire: { term?: number | null; n?: number | null } | null | undefined): OrderKey {
  return wire ? { term: wire.term ?? 0, n: wire.n ?? 0 } : ORIGIN;
}

export function keyText(key: OrderKey): string {
  return `${key.term}.${key.n}`;
}
