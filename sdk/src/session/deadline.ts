import type { Clock } from "../clock.ts";
import { deferred } from "../deferred.ts";

/** Runs `work` with a signal that aborts after `timeoutMs`, and rejects then, whether `work` heeds the signal or not. */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: late, reject } = deferred<never>();
  const cancel = clock.after(timeoutMs, () => {
    const error = new Error(`no answer within ${timeoutMs} ms`);
    controller.abort(error);
    reject(error);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    cancel();
  }
}
