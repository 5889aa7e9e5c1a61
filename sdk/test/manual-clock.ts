/** A clock that moves when told to, for deterministic tests. */

import type { Cancel, Clock } from "../src/clock.ts";

/** Turns in a row without anything to do before it is believed that nothing follows; Response bodies take one. */
const QUIET_TURNS = 3;
const START_MS = Date.UTC(2026, 0, 1);

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

export class ManualClock implements Clock {
  #elapsedMs = 0;
  #skewMs = 0;
  readonly #timers = new Set<Timer>();
  #soon: (() => void)[] = [];

  nowMs(): number {
    return START_MS + this.#elapsedMs + this.#skewMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  /** What the time is where the clocks are right. */
  trueMs(): number {
    return START_MS + this.#elapsedMs;
  }

  /** Sets the wall clock wrong by `skewMs`. */
  skew(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { atMs: this.#elapsedMs + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  /** Timers that were set and not cancelled. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Lets everything that is due now happen, and what follows from it. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      // A turn of the event loop: every promise callback has run when it is over.
      await new Promise((resolve) => setImmediate(resolve));
      const due = this.#soon;
      if (due.length === 0) continue;
      this.#soon = [];
      for (const run of due) run();
      quiet = -1;
    }
  }

  /** Moves on, timer by timer. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#elapsedMs + byMs;
    await this.settle();
    for (let next = this.#next(); next && next.atMs <= untilMs; next = this.#next()) {
      this.#elapsedMs = Math.max(this.#elapsedMs, next.atMs);
      this.#timers.delete(next);
      next.run();
      await this.settle();
    }
    this.#elapsedMs = untilMs;
    await this.settle();
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (!first || timer.atMs < first.atMs) first = timer;
    return first;
  }
}
