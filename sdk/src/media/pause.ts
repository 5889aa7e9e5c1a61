import type { Clock } from "../clock.ts";
import { deferred } from "../deferred.ts";

/** @throws the reason of `signal`, at once */
export async function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = deferred<void>();
  const cancel = clock.after(delayMs, () => resolve());
  const stop = () => reject(signal?.reason);
  signal?.addEventListener("abort", stop);
  await promise.finally(() => {
    cancel();
    signal?.removeEventListener("abort", stop);
  });
}
