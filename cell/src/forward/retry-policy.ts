/** How long to wait after failures. Pure. */

export interface RetryPolicy {
  /** Ceiling of the first wait. */
  readonly baseMs: number;
  readonly floorMs: number;
  readonly capMs: number;
}

/** One probe in a few seconds costs neither side anything, and a cell that comes back is not kept waiting. */
export const PEER_RETRY: RetryPolicy = { baseMs: 200, floorMs: 50, capMs: 5_000 };
export const DIRECTORY_RETRY: RetryPolicy = { baseMs: 200, floorMs: 50, capMs: 5_000 };

/** Beyond it the ceiling has long met the cap; keeps 2 ** n finite. */
const DOUBLINGS_MAX = 20;

/**
 * Exponential back-off with full jitter: uniform between the floor and a ceiling that doubles with each failure.
 * `random` is uniform in [0, 1). Full jitter spreads callers best (AWS Architecture Blog, "Exponential Backoff And
 * Jitter", 2015).
 */
export function backOffMs(policy: RetryPolicy, failures: number, random: number): number {
  const ceilingMs = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(Math.max(failures - 1, 0), DOUBLINGS_MAX));
  return Math.round(policy.floorMs + random * Math.max(ceilingMs - policy.floorMs, 0));
}
