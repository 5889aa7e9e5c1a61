/** Too much waits already; retryable. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
  readonly code = "OVERLOADED";
  readonly retryable = true;
}

/** Runs work in the order it came, at most `atOnceMax` at a time; at most `waitingMax` may wait. */
export class ConcurrencyLimit {
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: { atOnceMax: number; waitingMax: number }) {
    this.#atOnceMax = options.atOnceMax;
    this.#waitingMax = options.waitingMax;
  }

  /** @throws {Overloaded} at once, when too much waits; else what `work` throws. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnceMax) await this.#turn();
    else this.#running += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next in line, so that a newcomer cannot overtake it.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#waitingMax) throw new Overloaded(`${this.#waitingMax} are waiting already`);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }
}
