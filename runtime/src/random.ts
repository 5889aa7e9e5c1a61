import { randomBytes } from "node:crypto";

/** Randomness as an injected dependency, so that tests and simulations own it. */
export interface Random {
  /** `count` bytes; those of `systemRandom` are fit for keys and nonces. */
  bytes(count: number): Uint8Array;
  /** Uniform in [0, 1); for jitter and sampling, never for secrets. */
  float(): number;
}

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  float: () => Math.random(),
};
