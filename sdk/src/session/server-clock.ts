/**
 * The server's clock as seen from here. A sample is taken at welcome and at every pong; the one with the shortest round
 * trip bounds the error best (at most half of that trip), so it is kept until it is old (Cristian, 1989).
 * Between samples the monotonic clock counts, so that setting the device's clock changes nothing.
 */

import type { Clock } from "../clock.ts";

const SAMPLE_LIFE_MS = 3_600_000;

export class ServerClock {
  readonly #clock: Clock;
  #sample: { readonly offsetMs: number; readonly roundTripMs: number; readonly takenAtMs: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `sentAtMs`: monotonic time at which the request left that was answered with `serverTimeMs` just now. */
  sample(serverTimeMs: number, sentAtMs: number): void {
    const takenAtMs = this.#clock.monotonicMs();
    const roundTripMs = takenAtMs - sentAtMs;
    const current = this.#sample;
    if (current && current.roundTripMs <= roundTripMs && takenAtMs - current.takenAtMs < SAMPLE_LIFE_MS) return;
    this.#sample = { offsetMs: serverTimeMs + roundTripMs / 2 - takenAtMs, roundTripMs, takenAtMs };
  }

  /** Forgets the samples: they belong to another server, or the server contradicted them. */
  reset(): void {
    this.#sample = undefined;
  }

  /** Unix milliseconds by the server's clock; by the device's own until the first sample. */
  nowMs(): number {
    return this.#sample ? Math.round(this.#clock.monotonicMs() + this.#sample.offsetMs) : this.#clock.nowMs();
  }
}
