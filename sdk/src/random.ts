/** Randomness, injected so that tests own it. */

export interface Random {
  /** `count` unpredictable bytes. */
  bytes(count: number): Uint8Array;
  /** Uniform in [0, 1). */
  float(): number;
}

export const systemRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  float: () => Math.random(),
};

/** One element, chosen at random. `choices` must not be empty. */
export function pick<T>(choices: readonly T[], random: Random): T {
  const chosen = choices[Math.floor(random.float() * choices.length)];
  if (chosen === undefined) throw new RangeError("nothing to pick from");
  return chosen;
}
