/** Random choices that a seed repeats. What the processes make of them is up to the machine. */

/** 32 bits. */
const SEEDS = 2 ** 32;

export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }

  /** Mulberry32 (Tommy Ettinger, public domain): uniform in [0, 1). */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEEDS;
  }
}

/** `CELLWIRE_E2E_SEED` is one seed to run again, `CELLWIRE_E2E_SEEDS` how many new ones to try. Without either: one. */
export function seedsFrom(environment: Readonly<Record<string, string | undefined>>): readonly number[] {
  const again = environment["CELLWIRE_E2E_SEED"];
  if (again !== undefined) return [Number(again)];
  const count = Number(environment["CELLWIRE_E2E_SEEDS"] ?? 1);
  return Array.from({ length: count }, () => Math.floor(Math.random() * SEEDS));
}
