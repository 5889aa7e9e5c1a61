/** Waiting with a bound: for what emits no signal here, such as another process's database. */

import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 25;

export interface Wait {
  /** Said when it did not come true. */
  readonly what: string;
  readonly timeoutMs: number;
}

/** Resolves as soon as `check` answers true. @throws when it does not in time, with the last error that it threw. */
export async function eventually(check: () => boolean | Promise<boolean>, { what, timeoutMs }: Wait): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < endMs) {
    try {
      if (await check()) return;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await delay(POLL_MS);
  }
  throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause });
}

/** `promise`, or an error after the time. */
export async function within<T>(promise: Promise<T>, { what, timeoutMs }: Wait): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not within ${timeoutMs} ms: ${what}`)), timeoutMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
