import { systemClock, type Clock } from "@cellwire/runtime/clock.ts";
import { withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { systemRandom, type Random } from "@cellwire/runtime/random.ts";
import { backOffMs } from "./retry.ts";

export interface WorkQueueOptions {
  readonly name: string;
  /**
   * Works on a key, never twice at once. It should give up soon after `signal` aborts: at the stop, or when it takes
   * too long. Returns when the key is wanted again without being added. What it throws has the key worked on again
   * after a growing pause.
   */
  readonly work: (key: string, signal: AbortSignal) => Promise<{ readonly requeueAfterMs?: number | undefined }>;
  /** How many keys are worked on at once. */
  readonly workers: number;
  readonly workTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** For metrics. */
export interface QueueState {
  /** Keys that could be worked on at once if there were workers. */
  readonly depth: number;
  /** Keys whose time has not come. */
  readonly delayed: number;
  readonly running: number;
  readonly longestRunningMs: number;
  /** Keys whose last work failed. */
  readonly failing: number;
}

interface Delayed {
  readonly dueMs: number;
  readonly timer: NodeJS.Timeout;
}

/** More keys than an operator can have; a resync brings back what was turned away. */
const KEYS_MAX = 100_000;
const WORK_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const BACK_OFF_FIRST_MS = 500;
const BACK_OFF_MAX_MS = 5 * 60_000;
/** Of a key that was added after it failed: what ails it may have been mended. */
const SICK_PAUSE_MAX_MS = 5_000;
/** What a timer takes at most. */
const DELAY_MAX_MS = 2 ** 31 - 1;

/**
 * Keys to be worked on. Each is in one state; what follows is for `add`:
 *
 *     unknown ──→ ready ── a worker is free ──→ running ──→ unknown; delayed, if it failed or wants to come again
 *     delayed ──→ ready                         running: remembered, ready again right afterwards
 *
 * It takes keys while it is stopped, and works on them from the start on.
 */
export class WorkQueue implements Service {
  readonly name: string;
  readonly #options: WorkQueueOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  /** In the order in which they were added. */
  readonly #ready = new Set<string>();
  readonly #running = new Map<string, { readonly startedMs: number; readonly done: Promise<void> }>();
  /** Added while they were running. */
  readonly #again = new Set<string>();
  readonly #delayed = new Map<string, Delayed>();
  readonly #failures = new Map<string, number>();
  #abort: AbortController | undefined;

  constructor(options: WorkQueueOptions) {
    this.name = options.name;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
  }

  get state(): QueueState {
    const nowMs = this.#clock.monotonicMs();
    const ages = [...this.#running.values()].map(({ startedMs }) => nowMs - startedMs);
    return {
      depth: this.#ready.size + this.#again.size,
      delayed: this.#delayed.size,
      running: this.#running.size,
      longestRunningMs: Math.max(0, ...ages),
      failing: this.#failures.size,
    };
  }

  /**
   * Soon, however long it was to be delayed; after a pause if its last work failed, since failing work may itself cause
   * what has the key added.
   */
  add(key: string): void {
    if (this.#failures.has(key) && !this.#running.has(key)) this.addAfter(key, this.#pauseMs(key, SICK_PAUSE_MAX_MS));
    else this.#makeReady(key);
  }

  /** Not before `delayMs`. Of several delays of one key the shortest counts, and none when it is added meanwhile. */
  addAfter(key: string, delayMs: number): void {
    const dueMs = this.#clock.monotonicMs() + delayMs;
    const known = this.#delayed.get(key);
    const isWaiting = this.#ready.has(key) || this.#again.has(key) || (known !== undefined && known.dueMs <= dueMs);
    if (isWaiting || !this.#hasRoom(key)) return;
    this.#forgetDelay(key);
    const timer = setTimeout(() => this.#makeReady(key), Math.min(Math.max(0, delayMs), DELAY_MAX_MS));
    this.#delayed.set(key, { dueMs, timer });
  }

  async start(): Promise<void> {
    this.#abort ??= new AbortController();
    this.#pump();
  }

  /** Takes up no key any more and waits for those that are running; keeps the rest. @throws {DeadlineExceeded} */
  async stop(): Promise<void> {
    this.#abort?.abort();
    this.#abort = undefined;
    const { stopTimeoutMs: timeoutMs = STOP_TIMEOUT_MS } = this.#options;
    const running = Promise.all([...this.#running.values()].map(({ done }) => done));
    try {
      await withDeadline(running, { what: `the work of ${this.name}`, timeoutMs });
    } finally {
      // No timer may keep the process alive; after another start they come at once.
      for (const key of this.#delayed.keys()) this.#makeReady(key);
    }
  }

  #makeReady(key: string): void {
    this.#forgetDelay(key);
    if (this.#running.has(key)) this.#again.add(key);
    else if (this.#hasRoom(key)) this.#ready.add(key);
    this.#pump();
  }

  #pump(): void {
    for (const key of this.#ready) {
      if (this.#abort === undefined || this.#running.size >= this.#options.workers) return;
      this.#ready.delete(key);
      const startedMs = this.#clock.monotonicMs();
      this.#running.set(key, { startedMs, done: this.#run(key, this.#abort.signal) });
    }
  }

  async #run(key: string, stopping: AbortSignal): Promise<void> {
    let nextMs: number | undefined;
    try {
      nextMs = await this.#work(key, stopping);
      this.#failures.delete(key);
    } catch (error) {
      this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1);
      nextMs = this.#pauseMs(key, BACK_OFF_MAX_MS);
      const fields = { queue: this.name, name: key, failures: this.#failures.get(key), delayMs: nextMs, err: error };
      this.#options.log.warn(fields, "work on a key failed");
    }
    this.#running.delete(key);
    if (this.#again.delete(key)) this.add(key);
    else if (nextMs !== undefined) this.addAfter(key, nextMs);
    this.#pump();
  }

  async #work(key: string, stopping: AbortSignal): Promise<number | undefined> {
    const { work, workTimeoutMs = WORK_TIMEOUT_MS } = this.#options;
    const { requeueAfterMs } = await work(key, AbortSignal.any([stopping, AbortSignal.timeout(workTimeoutMs)]));
    return requeueAfterMs;
  }

  #pauseMs(key: string, maxMs: number): number {
    return backOffMs(this.#failures.get(key)!, { firstMs: BACK_OFF_FIRST_MS, maxMs, random: this.#random });
  }

  #forgetDelay(key: string): void {
    clearTimeout(this.#delayed.get(key)?.timer);
    this.#delayed.delete(key);
  }

  #hasRoom(key: string): boolean {
    if (this.#ready.has(key) || this.#ready.size + this.#delayed.size < KEYS_MAX) return true;
    this.#options.log.error({ queue: this.name, name: key, limit: KEYS_MAX }, "the queue is full: a key is dropped");
    return false;
  }
}
