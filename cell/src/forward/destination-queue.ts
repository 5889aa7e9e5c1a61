/**
 * The BullMQ queue of one destination and the worker that drains it. A job is a batch id and nothing else: one that
 * is stale finds nothing, one that is lost is driven again by the deadline of its lane.
 */

import { Queue, Worker } from "bullmq";
import type { CellId } from "@cellwire/protocol";
import { withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";

/** Redis keys are `{prefix}:{destination}:…`, made by BullMQ. */
const KEY_PREFIX = "cellwire-forward";
const ADD_TIMEOUT_MS = 500;
/** Jobs in flight for one destination; a lane has one, and there are 16. */
const CONCURRENCY = 8;
/** Longer than a batch takes at most. */
const CLOSE_TIMEOUT_MS = 8_000;
/** BullMQ's default of 15 s would keep a queue still for so long after Redis comes back. */
const RETRY_DELAY_MS = 1_000;
/** Nobody reads the event streams. */
const EVENTS_MAX = 100;

/** Redis did not take a job; whether it did after all is unknown. */
class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
  readonly code = "QUEUE_UNAVAILABLE";
  readonly retryable = true;
}

interface BatchJob {
  readonly batch: string;
}

export interface DestinationQueueOptions {
  readonly destination: CellId;
  /** Shared by all queues; fails at once while Redis is away. */
  readonly redis: Redis;
  /** A connection of the worker's own, with `maxRetriesPerRequest: null`. */
  readonly openWorkerRedis: () => Redis;
  readonly process: (batch: string) => Promise<void>;
  readonly onError: (error: Error) => void;
}

export class DestinationQueue {
  readonly #redis: Redis;
  readonly #workerRedis: Redis;
  readonly #onError: (error: Error) => void;
  readonly #queue: Queue<BatchJob, void, "batch">;
  readonly #worker: Worker<BatchJob, void, "batch">;
  readonly #running = new Set<Promise<void>>();

  constructor({ destination, redis, openWorkerRedis, process, onError }: DestinationQueueOptions) {
    this.#redis = redis;
    this.#onError = onError;
    this.#workerRedis = openWorkerRedis();
    this.#queue = new Queue(destination, {
      connection: redis,
      prefix: KEY_PREFIX,
      skipVersionCheck: true,
      streams: { events: { maxLen: EVENTS_MAX } },
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    this.#worker = new Worker(destination, async ({ data }) => this.#run(() => process(data.batch)), {
      connection: this.#workerRedis,
      prefix: KEY_PREFIX,
      skipVersionCheck: true,
      concurrency: CONCURRENCY,
      runRetryDelay: RETRY_DELAY_MS,
      // A job whose worker died is not run again: the deadline of its lane makes a new one.
      maxStalledCount: 0,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    this.#queue.on("error", onError);
    this.#worker.on("error", onError);
    this.#worker.on("failed", (_job, error) => onError(error));
  }

  /** A job is being processed right now. */
  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** @throws {QueueUnavailable} */
  async add(batch: string): Promise<void> {
    await this.#ask("add", () => this.#queue.add("batch", { batch }, { jobId: batch }));
  }

  /** Jobs that no worker has taken yet. @throws {QueueUnavailable} */
  async depth(): Promise<number> {
    return this.#ask("depth", () => this.#queue.getWaitingCount());
  }

  /** Takes no more jobs and lets the running ones finish; never throws. Jobs that wait stay in Redis. */
  async close(): Promise<void> {
    try {
      await withDeadline(this.#close(), { what: "closing a queue", timeoutMs: CLOSE_TIMEOUT_MS });
    } catch (error) {
      this.#onError(error as Error);
    }
    this.#workerRedis.disconnect();
  }

  async #close(): Promise<void> {
    // Without Redis the worker cannot say goodbye, and would wait for the connection to do so.
    const force = this.#redis.status !== "ready";
    await Promise.all([this.#worker.close(force), this.#queue.close(), ...this.#running]);
  }

  async #run(work: () => Promise<void>): Promise<void> {
    const running = work().finally(() => this.#running.delete(running));
    this.#running.add(running);
    await running;
  }

  async #ask<T>(what: string, command: () => Promise<T>): Promise<T> {
    // BullMQ would wait for the connection without a bound.
    if (this.#redis.status !== "ready") throw new QueueUnavailable("Redis is not connected");
    try {
      return await withDeadline(command(), { what: `queue ${what}`, timeoutMs: ADD_TIMEOUT_MS });
    } catch (cause) {
      throw new QueueUnavailable(`Redis did not answer to queue ${what}`, { cause });
    }
  }
}
