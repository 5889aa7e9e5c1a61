/** When a webhook that was not taken is sent again. Pure. */

const FIRST_MS = 5_000;
const MAX_MS = 6 * 3_600_000;
const DOUBLINGS_MAX = 20;

/**
 * 5 s, 10 s, 20 s … 6 h, each up to a half longer, so that what failed together does not come back together.
 * @param attempts that failed, from 1
 * @param draw uniform in [0, 1)
 */
export function retryDelayMs(attempts: number, draw: number): number {
  const delayMs = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, DOUBLINGS_MAX), MAX_MS);
  return Math.round(delayMs * (1 + draw / 2));
}
