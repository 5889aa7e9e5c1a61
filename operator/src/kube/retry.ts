import type { Random } from "@cellwire/runtime/random.ts";
import type { Failure } from "./answer.ts";

const ATTEMPTS_MAX = 6;
const BACK_OFF_FIRST_MS = 100;
const BACK_OFF_MAX_MS = 5_000;

/** Exponential from `firstMs`, doubled with each failure up to `maxMs`, half of it random so that callers spread. */
export function backOffMs(
  failures: number,
  { firstMs, maxMs, random }: { firstMs: number; maxMs: number; random: Random },
): number {
  const ceilingMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(ceilingMs * (0.5 + random.float() / 2));
}

/**
 * How long to wait before another attempt; undefined when there must be none: it would not help, could act twice, or
 * would come after the call's bound.
 */
export function retryDelayMs(
  { error, retryAfterMs, mayHaveActed }: Failure,
  call: { attempts: number; idempotent: boolean; remainingMs: number; random: Random },
): number | undefined {
  if (!error.retryable || call.attempts >= ATTEMPTS_MAX) return undefined;
  if (mayHaveActed && !call.idempotent) return undefined;
  const bounds = { firstMs: BACK_OFF_FIRST_MS, maxMs: BACK_OFF_MAX_MS, random: call.random };
  // The server's wish is a lower bound; the jitter on top keeps those it told the same from coming back together.
  const delayMs = (retryAfterMs ?? 0) + backOffMs(call.attempts, bounds);
  return delayMs < call.remainingMs ? delayMs : undefined;
}
