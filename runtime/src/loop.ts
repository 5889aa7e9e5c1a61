import { withDeadline } from "./deadline.ts";
import type { Service } from "./lifecycle.ts";
import type { Logger } from "./log.ts";
import { systemRandom, type Random } from "./random.ts";

export interface LoopOptions {
  readonly name: string;
  /** From the end of one run to the start of the next, unless `wake` is called. */
  readonly intervalMs: number;
  /** One round of work. It must give up soon after `signal` aborts. Tests call it without the loop. */
  readonly runOnce: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  readonly random?: Random;
  /** How long `stop` waits for the current run. */
  readonly stopTimeoutMs?: number;
}

const BACK_OFF_FIRST_MS = 100;
const BACK_OFF_MAX_MS = 5_000;
const STOP_TIMEOUT_MS = 10_000;

/**
 * Runs `runOnce` again and again, never two at once, first right after the start.
 *
 *     idle ── timer or wake ──→ running ── done ──→ idle (a wake meanwhile: run again at once)
 *                                  └──── failed ──→ backing off (a wake does not shorten it) ──→ running
 */
export class Loop implements Service {
  readonly name: string;
  readonly #options: LoopOptions;
  readonly #random: Random;
  #abort: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #current: Promise<void> | undefined;
  #wakeRequested = false;
  #failures = 0;

  constructor(options: LoopOptions) {
    this.name = options.name;
    this.#options = options;
    this.#random = options.random ?? systemRandom;
  }

  async start(): Promise<void> {
    if (this.#abort !== undefined) return;
    this.#abort = new AbortController();
    this.#failures = 0;
    this.#schedule(0);
  }

  /** Run soon. While a run is going on, exactly one more follows it, however often this is called. */
  wake(): void {
    if (this.#abort === undefined) return;
    if (this.#current !== undefined) this.#wakeRequested = true;
    else if (this.#failures === 0) this.#schedule(0);
  }

  /** Aborts the current run and waits for its end. @throws {DeadlineExceeded} when it does not end in time. */
  async stop(): Promise<void> {
    this.#abort?.abort();
    this.#abort = undefined;
    clearTimeout(this.#timer);
    if (this.#current === undefined) return;
    const timeoutMs = this.#options.stopTimeoutMs ?? STOP_TIMEOUT_MS;
    await withDeadline(this.#current, { what: `the last run of ${this.name}`, timeoutMs });
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A run that outlived its stop may still be going on after a new start: it schedules the next one itself.
      if (this.#current === undefined) this.#current = this.#run();
    }, delayMs);
  }

  async #run(): Promise<void> {
    const signal = this.#abort?.signal ?? AbortSignal.abort();
    this.#wakeRequested = false;
    let delayMs = this.#options.intervalMs;
    try {
      await this.#options.runOnce(signal);
      this.#failures = 0;
    } catch (error) {
      if (!signal.aborted) {
        this.#failures += 1;
        delayMs = this.#backOffMs();
        this.#options.log.error({ loop: this.name, failures: this.#failures, delayMs, err: error }, "loop run failed");
      }
    }
    this.#current = undefined;
    if (this.#abort === undefined) return;
    this.#schedule(this.#wakeRequested && this.#failures === 0 ? 0 : delayMs);
  }

  /** Exponential, half of it random, so that the loops of many processes do not fall into step. */
  #backOffMs(): number {
    const ceilingMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(this.#failures, 10));
    return Math.round(ceilingMs * (0.5 + this.#random.float() / 2));
  }
}
