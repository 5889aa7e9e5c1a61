/** Members of a group: some write to it in turn, all receive. What a post takes is until the last member has it. */

import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { SendTemplate } from "./frames.ts";
import type { FanOutJob, FanOutResult } from "./job.ts";
import { machineMs } from "./machine-clock.ts";
import type { ClientEvents } from "./raw-client.ts";
import { RawClient } from "./raw-client.ts";

const CONNECTS_AT_ONCE = 32;
/** As the SDK does. */
const CURSOR_REPORT_MS = 100;
const PACE_TICK_MS = 1;
/** Nothing arrived for so long: everything did. */
const QUIET_MS = 5_000;
const DRAIN_TIMEOUT_MS = 30_000;
const DRAIN_POLL_MS = 50;
const POSTS_MAX = 100_000;
const SOURCE_ADDRESSES = 100;

export class FanOut implements ClientEvents {
  readonly #job: FanOutJob;
  readonly #clients: readonly RawClient[];
  readonly #template: SendTemplate;
  readonly #dueAtMs: number[] = [];
  readonly #lastAtMs: number[] = [];
  readonly #copies: number[] = [];
  #isPosting = false;
  #delivered = 0;
  #arrivedAtMs = 0;
  #failure: Error | undefined;

  constructor(job: FanOutJob) {
    this.#job = job;
    const { id: group, conversation, head } = job.group;
    const inbound = { conversation: Buffer.from(conversation), from: "", head, hasOwn: true, isRead: job.isRead };
    this.#template = new SendTemplate({ conversation, group, content: randomBytes(job.contentBytes) });
    this.#clients = job.clients.map((to) => new RawClient(to, inbound, this));
  }

  async connect(): Promise<void> {
    const waiting = this.#clients.entries();
    const connectSome = async () => {
      for (const [i, client] of waiting) await client.connect(`127.0.0.${2 + (i % SOURCE_ADDRESSES)}`);
    };
    await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, connectSome));
  }

  /** @throws when a client was refused anything or lost its connection. Whether all arrived, the counts tell. */
  async run(): Promise<FanOutResult> {
    const { warmUpMs, measureMs } = this.#job;
    const cursors = setInterval(() => this.#clients.forEach((client) => client.reportCursor()), CURSOR_REPORT_MS);
    const stop = this.#start();
    await delay(warmUpMs);
    const before = {
      delivered: this.#delivered,
      posts: this.#dueAtMs.length,
      atMs: machineMs(),
      cpu: process.cpuUsage(),
    };
    await delay(measureMs);
    const deliveredMeasured = this.#delivered - before.delivered;
    const measuredMs = machineMs() - before.atMs;
    const { user, system } = process.cpuUsage(before.cpu);
    const measured = [before.posts, this.#dueAtMs.length] as const;
    stop();
    await this.#untilQuiet();
    clearInterval(cursors);
    for (const client of this.#clients) client.reportCursor();
    return {
      dueAtMs: Float64Array.from(this.#dueAtMs),
      lastAtMs: Float64Array.from(this.#lastAtMs, (at) => at ?? Number.NaN),
      copies: Float64Array.from(this.#copies, (count) => count ?? 0),
      measured,
      deliveredMeasured,
      measuredMs,
      cpuMs: (user + system) / 1_000,
      holes: this.#clients.reduce((sum, { holes }) => sum + holes, 0),
      offers: this.#clients.reduce((sum, { offers }) => sum + offers, 0),
      receipts: this.#clients.reduce((sum, { receipts }) => sum + receipts, 0),
    };
  }

  arrived(client: RawClient, { delivered: all }: Parameters<ClientEvents["arrived"]>[1]): void {
    // Whoever wrote a post has it already, and gets it again when it fills a hole.
    const delivered = all.filter((post) => client !== this.#authorOf(post));
    if (delivered.length === 0) return;
    const atMs = machineMs();
    this.#arrivedAtMs = atMs;
    this.#delivered += delivered.length;
    for (const post of delivered) {
      const copies = (this.#copies[post] ?? 0) + 1;
      this.#copies[post] = copies;
      this.#lastAtMs[post] = atMs;
      // All members here but the one who wrote it.
      if (copies === this.#clients.length - 1 && this.#isPosting) this.#post(machineMs());
    }
  }

  failed(client: RawClient, message: string): void {
    this.#failure ??= new Error(`${client.user}: ${message}`);
  }

  #authorOf(post: number): RawClient | undefined {
    return this.#job.posts && this.#clients[post % this.#clients.length];
  }

  #start(): () => void {
    const { posts } = this.#job;
    if (posts?.kind === "closed-loop") {
      this.#isPosting = true;
      for (let i = 0; i < posts.inFlight; i++) this.#post(machineMs());
      return () => (this.#isPosting = false);
    }
    return posts ? this.#pace(posts.perSecond) : () => {};
  }

  /** Posts are due at even intervals, and count from when they were due. */
  #pace(perSecond: number): () => void {
    const startedAtMs = machineMs();
    const timer = setInterval(() => {
      const due = Math.floor(((machineMs() - startedAtMs) * perSecond) / 1_000);
      while (this.#dueAtMs.length < due) this.#post(startedAtMs + ((this.#dueAtMs.length + 1) * 1_000) / perSecond);
    }, PACE_TICK_MS);
    return () => clearInterval(timer);
  }

  #post(dueAtMs: number): void {
    const post = this.#dueAtMs.length;
    if (post >= POSTS_MAX) return;
    this.#dueAtMs.push(dueAtMs);
    const id = { unixMs: Date.now(), seed: this.#job.seed, sequence: post };
    this.#authorOf(post)?.send(this.#template, [id]);
  }

  async #untilQuiet(): Promise<void> {
    const endMs = machineMs() + DRAIN_TIMEOUT_MS;
    const startedMs = machineMs();
    while (machineMs() < endMs && machineMs() - Math.max(startedMs, this.#arrivedAtMs) < QUIET_MS)
      await delay(DRAIN_POLL_MS);
    if (this.#failure) throw this.#failure;
  }
}
