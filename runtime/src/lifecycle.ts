import assert from "node:assert";
import { withDeadline } from "./deadline.ts";

export { Loop, type LoopOptions } from "./loop.ts";
export { EXIT_CODES, runMain } from "./run-main.ts";

/**
 * The contract of everything that lives as long as the process: `start` resolves when the service is usable; `stop`
 * resolves when nothing of it runs any more. Stop before start and stop twice are fine.
 */
export interface Service {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 15_000;

/**
 * Starts services in the order they were added and stops them in reverse. Runs once: it cannot be started again.
 * When a start fails, or `stop` is called meanwhile, what had begun to start is stopped.
 */
export class Lifecycle {
  readonly #stopTimeoutMs: number;
  readonly #services: Service[] = [];
  readonly #begun: Service[] = [];
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  /** `stopTimeoutMs` bounds the stop of each single service. */
  constructor(options: { stopTimeoutMs?: number } = {}) {
    this.#stopTimeoutMs = options.stopTimeoutMs ?? STOP_TIMEOUT_MS;
  }

  add(service: Service): this {
    assert(this.#starting === undefined, `${service.name} was added after the start`);
    this.#services.push(service);
    return this;
  }

  /** Rejects with the first error of a start, after stopping what had begun. */
  async start(): Promise<void> {
    assert(this.#starting === undefined, "a lifecycle starts once");
    this.#starting = this.#startAll();
    try {
      await this.#starting;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Stops everything, whatever fails on the way.
   * @throws {AggregateError} of what did not stop cleanly or in time.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #startAll(): Promise<void> {
    for (const service of this.#services) {
      if (this.#stopping !== undefined) return;
      this.#begun.push(service);
      await service.start();
    }
  }

  async #stopAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const service of this.#begun.toReversed()) {
      try {
        await withDeadline(service.stop(), { what: `stop of ${service.name}`, timeoutMs: this.#stopTimeoutMs });
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, "some services did not stop");
  }
}
