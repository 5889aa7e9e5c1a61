/** Something took longer than its bound. It may still be going on. */
export class DeadlineExceeded extends Error {
  override readonly name = "DeadlineExceeded";
  readonly code = "DEADLINE_EXCEEDED";
  readonly retryable = true;
}

/**
 * `work`, or a rejection with `DeadlineExceeded` when it takes longer than `timeoutMs`. The work itself is not
 * cancelled: give it an AbortSignal as well when it can take one.
 */
export async function withDeadline<T>(work: Promise<T>, options: { what: string; timeoutMs: number }): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DeadlineExceeded(`${options.what} took longer than ${options.timeoutMs} ms`)),
    options.timeoutMs,
  );
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
