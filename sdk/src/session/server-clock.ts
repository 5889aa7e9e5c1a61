/**
 * The server's clock as seen from here. A sample is taken at welcome and at every pong; the one with the shortest round
 * trip bounds the error best (at most half of that trip), so it is kept until it is old (Cristian, 1989), or until a later one
 * contradicts it: then the server's clock was set, or the monotonic clock stood still while the device slept.
 * Between samples the monotonic clock counts, so that setting the device's clock changes nothing.
 */

import type { Clock } from "../clock.ts";

const SAMPLE_LIFE_MS = 3_600_000;
/** What two good clocks drift apart in the life of a sample: 100 parts in a million, and some. */
const DRIFT_MS = 500;

export class ServerClock {
  readonly #clock: Clock;
  #sample: Sample | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `sentAtMs`: monotonic time at which the request left that was answered with `serverTimeMs` just now. */
  sample(serverTimeMs: number, sentAtMs: number): void {
    const takenAtMs = this.#clock.monotonicMs();
    const roundTripMs = takenAtMs - sentAtMs;
    const taken = { offsetMs: serverTimeMs + roundTripMs / 2 - takenAtMs, roundTripMs, takenAtMs };
    if (!this.#sample || !isBetter(this.#sample, taken)) this.#sample = taken;
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

interface Sample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
  readonly takenAtMs: number;
}

/** `current` bounds the error better than `later`, and the two can both be true. */
function isBetter(current: Sample, later: Sample): boolean {
  if (current.roundTripMs > later.roundTripMs || later.takenAtMs - current.takenAtMs >= SAMPLE_LIFE_MS) return false;
  return Math.abs(current.offsetMs - later.offsetMs) <= (current.roundTripMs + later.roundTripMs) / 2 + DRIFT_MS;
}
