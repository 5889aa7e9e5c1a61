/**
 * Full jitter: a delay drawn uniformly from [0, base · 2^failures], capped. It spreads the clients of a dead gateway
 * best. Source: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */

import type { Random } from "../random.ts";

const BASE_MS = 100;
const CAP_MS = 30_000;

/** `failures` = attempts that failed in a row; 0 gives up to 100 ms, 9 and more up to 30 s. */
export function backOffMs(failures: number, random: Random): number {
  return random.float() * Math.min(CAP_MS, BASE_MS * 2 ** failures);
}
