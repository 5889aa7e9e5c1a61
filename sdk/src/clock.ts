/** Time, as the SDK needs it. Injected, so that tests own it. */

/** Undoes `after`. Calling it late or twice does nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Unix time of this device, in milliseconds. May jump. */
  nowMs(): number;
  /** Milliseconds since some fixed moment. Never goes back. */
  monotonicMs(): number;
  after(delayMs: number, run: () => void): Cancel;
  /** Runs once everything that has already arrived in this tick was handled. */
  soon(run: () => void): void;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
  soon(run) {
    if (typeof setImmediate === "function") setImmediate(run);
    else setTimeout(run, 0);
  },
};
