/** Keeps a slow or absent Redis out of the way of messages. */

import type { Clock } from "@cellwire/runtime/clock.ts";
import { withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Logger } from "@cellwire/runtime/log.ts";

const ANSWER_MS_MAX = 500;
/** After a failure nothing is asked for this long: waiting for each time-out would stall all deliveries. */
const PAUSE_MS = 1_000;

export class RedisGuard {
  readonly #clock: Clock;
  readonly #log: Logger;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: { clock: Clock; log: Logger }) {
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** The answer of `work`, or "unknown" when it fails, is late, or something failed a moment ago. Never rejects. */
  async ask<T>(work: () => Promise<T>): Promise<T | "unknown"> {
    if (this.#clock.monotonicMs() < this.#pausedUntilMs) return "unknown";
    try {
      return await withDeadline(work(), { what: "the answer of Redis", timeoutMs: ANSWER_MS_MAX });
    } catch (err) {
      const nowMs = this.#clock.monotonicMs();
      if (nowMs >= this.#pausedUntilMs) this.#log.warn({ err, delayMs: PAUSE_MS }, "Redis does not answer");
      this.#pausedUntilMs = nowMs + PAUSE_MS;
      return "unknown";
    }
  }

  /** Redis is known to be back. */
  resume(): void {
    this.#pausedUntilMs = Number.NEGATIVE_INFINITY;
  }
}
