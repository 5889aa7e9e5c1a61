import assert from "node:assert";
import { withDeadline } from "./deadline.ts";

/**
 * The contract of everything that lives as long as the process: `start` resolves when the service is usable; `stop`
 * resolves when nothing of it runs any more. Stop before start and stop twice are fine.
 */
export interface Service {
  readonly name: string;
  /** How long `stop` may take, where that can be longer than the lifecycle's own bound. */
  readonly stopTimeoutMs?: number;
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
  /** The errors met on the way; it never rejects. */
  #stopping: Promise<unknown[]> | undefined;

  /** `stopTimeoutMs` bounds the stop of each single service, unless the service asks for more. */
  constructor(options: { stopTimeoutMs?: number } = {}) {
    this.#stopTimeoutMs = options.stopTimeoutMs ?? STOP_TIMEOUT_MS;
  }

  add(service: Service): this {
    assert(this.#starting === undefined, `${service.name} was added after the start`);
    this.#services.push(service);
    return this;
  }

  /** Rejects with the error of the start that failed, after stopping what had begun. */
  async start(): Promise<void> {
    assert(this.#starting === undefined, "a lifecycle starts once");
    this.#starting = this.#startAll();
    try {
      await this.#starting;
    } catch (error) {
      this.#stopping ??= this.#stopAll();
      const stopErrors = await this.#stopping;
      throw stopErrors.length === 0 ? error : new AggregateError([error, ...stopErrors], "start and stop failed");
    }
  }

  /**
   * Stops everything, whatever fails on the way. A start that is going on is waited for first.
   * @throws {AggregateError} of what did not stop cleanly or in time.
   */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    const errors = await this.#stopping;
    if (errors.length > 0) throw new AggregateError(errors, "some services did not stop");
  }

  async #startAll(): Promise<void> {
    for (const service of this.#services) {
      if (this.#stopping !== undefined) return;
      this.#begun.push(service);
      await service.start();
    }
  }

  async #stopAll(): Promise<unknown[]> {
    const errors: unknown[] = [];
    const attempt = async (work: Promise<void> | undefined, what: string, ownTimeoutMs = 0): Promise<void> => {
      try {
        const timeoutMs = Math.max(this.#stopTimeoutMs, ownTimeoutMs);
        await withDeadline(Promise.resolve(work), { what, timeoutMs });
      } catch (error) {
        errors.push(error);
      }
    };
    // How the start ended is told to who called it; here it matters only that no service starts behind the stop.
    await attempt(
      this.#starting?.catch(() => undefined),
      "the start that is going on",
    );
    for (const service of this.#begun.toReversed())
      await attempt(service.stop(), `stop of ${service.name}`, service.stopTimeoutMs);
    return errors;
  }
}
