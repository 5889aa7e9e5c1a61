import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import { backOffMs } from "./retry-policy.ts";

/** How long the others wait while one probe finds out. */
const PROBE_WAIT_MS = 250;
/** A probe that never said how it went is forgotten after this. */
const PROBE_MAX_MS = 30_000;

export interface CircuitOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Keeps calls away from what does not answer.
 *
 *     closed ── failure ──→ open until the back-off is over ──→ one probe ── success ──→ closed
 *                             ↑──────────────── failure ───────────┘
 */
export class Circuit {
  readonly #options: CircuitOptions;
  #failures = 0;
  #openUntilMs = 0;
  #probeUntilMs = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  /** Milliseconds until a call is worth trying; 0: now. Changes nothing. */
  waitMs(): number {
    if (this.#failures === 0) return 0;
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#openUntilMs) return Math.ceil(this.#openUntilMs - nowMs);
    return nowMs < this.#probeUntilMs ? PROBE_WAIT_MS : 0;
  }

  /** As `waitMs`; when it answers 0 the caller must go ahead and say how it went. */
  admit(): number {
    const waitMs = this.waitMs();
    if (waitMs === 0 && this.#failures > 0) this.#probeUntilMs = this.#options.clock.monotonicMs() + PROBE_MAX_MS;
    return waitMs;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntilMs = 0;
    this.#probeUntilMs = 0;
  }

  /** Answers how long to wait, at least `atLeastMs`. Calls that fail together count once. */
  failed(atLeastMs: number = 0): number {
    const { clock, policy, random } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs >= this.#openUntilMs) {
      this.#failures += 1;
      this.#openUntilMs = nowMs + Math.max(backOffMs(policy, this.#failures, random.float()), atLeastMs);
    }
    this.#probeUntilMs = 0;
    return Math.ceil(this.#openUntilMs - nowMs);
  }
}
