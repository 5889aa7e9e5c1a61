/** Time as an injected dependency, so that tests and simulations own it. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. It may jump; never measure a duration with it. */
  nowMs(): number;
  /** Milliseconds since an arbitrary start, with a fraction; never goes backwards. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
