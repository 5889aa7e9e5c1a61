/**
 * Hands claimed batches to couriers: through the destination's queue, which any forwarder of the cell may drain, or in
 * this process while Redis does not take them. Queues are opened on demand, bounded in number, and closed when idle.
 */

import assert from "node:assert";
import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { ForwardInbox, BatchClaim } from "../inbox/contract.ts";
import { Circuit } from "./circuit.ts";
import type { Courier } from "./courier.ts";
import type { DestinationQueue, DestinationQueueOptions } from "./destination-queue.ts";
import type { ForwardMetrics } from "./metrics.ts";
import type { Peers } from "./peers.ts";
import type { RetryPolicy } from "./retry-policy.ts";

const QUEUES_MAX = 256;
/** Live jobs of a destination are at most its 16 lanes; what is above them is stale. */
const QUEUE_DEPTH_MAX = 64;
const DEPTH_CHECK_INTERVAL_MS = 1_000;
const IDLE_MS = 60_000;
const SWEEP_INTERVAL_MS = 10_000;
const HOLD_BACK_MS = 1_000;
const DIRECT_PER_DESTINATION_MAX = 16;
const DIRECT_MAX = 128;
const STOP_TIMEOUT_MS = 10_000;
const REDIS_RETRY: RetryPolicy = { baseMs: 500, floorMs: 250, capMs: 5_000 };

interface OpenQueue {
  readonly queue: Pick<DestinationQueue, "add" | "depth" | "close" | "busy">;
  usedAtMs: number;
  depth: { readonly jobs: number; readonly atMs: number };
}

export interface DispatcherOptions {
  readonly inbox: Pick<ForwardInbox, "releaseLanes">;
  readonly courier: Pick<Courier, "carry">;
  readonly peers: Pick<Peers, "waitMs">;
  readonly openQueue: (
    options: Pick<DestinationQueueOptions, "destination" | "process" | "onError">,
  ) => OpenQueue["queue"];
  /** A lane became free: there may be more rows in it. */
  readonly onLaneFree: () => void;
  readonly metrics: ForwardMetrics;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export class Dispatcher implements Service {
  readonly name = "dispatcher";
  readonly #options: DispatcherOptions;
  readonly #loop: Loop;
  readonly #redis: Circuit;
  readonly #queues = new Map<CellId, OpenQueue>();
  readonly #direct = new Map<CellId, Set<Promise<void>>>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#redis = new Circuit({ policy: REDIS_RETRY, clock: options.clock, random: options.random });
    const runOnce = async () => this.closeIdle();
    this.#loop = new Loop({ name: this.name, intervalMs: SWEEP_INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  /** Lets the batches that are on their way finish. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    for (const destination of this.#queues.keys()) this.#close(destination);
    const running = [...this.#closing, ...[...this.#direct.values()].flatMap((set) => [...set])];
    await withDeadline(Promise.all(running), { what: "batches on their way", timeoutMs: STOP_TIMEOUT_MS });
  }

  /** Does not wait for the courier. */
  async dispatch(claim: BatchClaim): Promise<void> {
    assert(!claim.batch.includes(":"), "BullMQ splits ids at colons");
    const waitMs = this.#options.peers.waitMs(claim.destination, "/v1/ingest");
    if (waitMs > 0) return this.#holdBack(claim, { afterMs: waitMs, reason: "circuit" });
    if (this.#redis.admit() > 0) return this.#carryHere(claim);
    try {
      await this.#enqueue(claim);
      this.#redis.succeeded();
    } catch (err) {
      const delayMs = this.#redis.failed();
      this.#options.log.warn({ err, delayMs }, "a batch was not queued: couriers get batches in process");
      await this.#carryHere(claim);
    }
  }

  /** Queues that nobody used for a minute. */
  closeIdle(): void {
    const beforeMs = this.#options.clock.monotonicMs() - IDLE_MS;
    for (const [destination, open] of this.#queues)
      if (open.usedAtMs < beforeMs && !open.queue.busy) this.#close(destination);
  }

  async #enqueue(claim: BatchClaim): Promise<void> {
    const open = this.#open(claim.destination);
    if (!open) return this.#holdBack(claim, { afterMs: HOLD_BACK_MS, reason: "no-room" });
    if (await this.#isFull(open)) return this.#holdBack(claim, { afterMs: HOLD_BACK_MS, reason: "queue-full" });
    await open.queue.add(claim.batch);
  }

  /** undefined: all queues are in use. */
  #open(destination: CellId): OpenQueue | undefined {
    const nowMs = this.#options.clock.monotonicMs();
    const known = this.#queues.get(destination);
    if (known) {
      known.usedAtMs = nowMs;
      return known;
    }
    if (this.#queues.size >= QUEUES_MAX) this.closeIdle();
    if (this.#queues.size >= QUEUES_MAX) return undefined;
    const queue = this.#options.openQueue({
      destination,
      process: (batch) => this.#carry(batch, destination),
      onError: (err) => this.#redisError(err),
    });
    const open: OpenQueue = { queue, usedAtMs: nowMs, depth: { jobs: 0, atMs: Number.NEGATIVE_INFINITY } };
    this.#queues.set(destination, open);
    return open;
  }

  async #isFull(open: OpenQueue): Promise<boolean> {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - open.depth.atMs >= DEPTH_CHECK_INTERVAL_MS)
      open.depth = { jobs: await open.queue.depth(), atMs: nowMs };
    return open.depth.jobs >= QUEUE_DEPTH_MAX;
  }

  async #carryHere(claim: BatchClaim): Promise<void> {
    const running = this.#direct.get(claim.destination) ?? new Set();
    const total = [...this.#direct.values()].reduce((sum, { size }) => sum + size, 0);
    if (running.size >= DIRECT_PER_DESTINATION_MAX || total >= DIRECT_MAX)
      return this.#holdBack(claim, { afterMs: HOLD_BACK_MS, reason: "no-room" });
    this.#options.metrics.direct(claim.destination);
    const carrying = this.#carry(claim.batch, claim.destination).finally(() => {
      running.delete(carrying);
      if (running.size === 0) this.#direct.delete(claim.destination);
    });
    running.add(carrying);
    this.#direct.set(claim.destination, running);
  }

  /** Never throws: the deadline of the lane drives what failed. */
  async #carry(batch: string, destination: CellId): Promise<void> {
    const open = this.#queues.get(destination);
    if (open) open.usedAtMs = this.#options.clock.monotonicMs();
    try {
      const carried = await this.#options.courier.carry(batch);
      if (carried === "settled") this.#options.onLaneFree();
    } catch (err) {
      this.#options.log.error({ err, batch, peerCell: destination }, "a batch failed");
    }
  }

  async #holdBack(claim: BatchClaim, { afterMs, reason }: { afterMs: number; reason: string }): Promise<void> {
    this.#options.metrics.heldBack(reason);
    await this.#options.inbox.releaseLanes({ batch: claim.batch, afterMs });
  }

  #close(destination: CellId): void {
    const open = this.#queues.get(destination);
    if (!open) return;
    this.#queues.delete(destination);
    const closing = open.queue.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  #redisError(err: Error): void {
    this.#options.metrics.redisError();
    this.#options.log.debug({ err }, "queue error");
  }
}
