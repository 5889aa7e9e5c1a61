/** Clients that send to each other in one of the patterns, and what came of it. */

import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { SendTemplate } from "./frames.ts";
import type { TrafficJob, TrafficResult } from "./job.ts";
import { machineMs } from "./machine-clock.ts";
import type { ClientEvents } from "./raw-client.ts";
import { RawClient, conversationOf } from "./raw-client.ts";

const CONNECTS_AT_ONCE = 32;
/** As the SDK does. */
const CURSOR_REPORT_MS = 100;
const PACE_TICK_MS = 1;
const DRAIN_TIMEOUT_MS = 30_000;
const DRAIN_POLL_MS = 50;
/** More than were ever in flight: the time of a message is found by its sequence number. */
const REMEMBERED = 1 << 20;
const LATENCIES_MAX = 2_000_000;
/** Source addresses are used in turn, so that no one address runs out of ports. */
const SOURCE_ADDRESSES = 100;

export class Traffic implements ClientEvents {
  readonly #job: TrafficJob;
  readonly #clients: RawClient[];
  readonly #byUser: ReadonlyMap<string, RawClient>;
  readonly #templates = new Map<RawClient, SendTemplate>();
  readonly #dueAtMs = new Float64Array(REMEMBERED);
  readonly #latenciesMs: number[] = [];
  readonly #latencyAtMs: number[] = [];
  readonly #ended = Promise.withResolvers<void>();
  readonly #acceptMs: number[] = [];
  #cursorTimer: NodeJS.Timeout | undefined;
  #isSending = false;
  #isMeasuring = false;
  #sent = 0;
  #accepted = 0;
  #delivered = 0;
  #failure: Error | undefined;

  constructor(job: TrafficJob) {
    this.#job = job;
    const senders = new Map(job.clients.map(({ user, peer }) => [peer, user]));
    const content = randomBytes(job.contentBytes);
    this.#clients = job.clients.map((to) => {
      const from = senders.get(to.user) ?? to.peer;
      const inbound = { conversation: conversationOf(to.user, from), from, head: 0, hasOwn: false, isRead: false };
      const client = new RawClient(to, inbound, this);
      const conversation = conversationOf(to.user, to.peer);
      this.#templates.set(client, new SendTemplate({ conversation, peer: to.peer, content }));
      return client;
    });
    this.#byUser = new Map(this.#clients.map((client) => [client.user, client]));
  }

  /** Everyone is connected, and has sent and received a message. */
  async connect(): Promise<void> {
    const waiting = this.#clients.entries();
    const connectOne = async () => {
      for (const [i, client] of waiting) await client.connect(`127.0.0.${2 + (i % SOURCE_ADDRESSES)}`);
    };
    await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, connectOne));
    if (this.#job.pattern.kind === "idle") return;
    this.#cursorTimer = setInterval(() => this.#reportCursors(), CURSOR_REPORT_MS);
    // What happens once in the life of a conversation, before anything is measured: it is made, and homes are found out.
    for (const client of this.#clients) this.#send(client, 1);
    await this.#drain();
  }

  /** @throws when a client was refused anything, or a message that was accepted did not arrive. */
  async run(): Promise<TrafficResult> {
    const { warmUpMs, measureMs } = this.#job;
    this.#isSending = true;
    const stopPacing = this.#start();
    await delay(warmUpMs);
    const before = { delivered: this.#delivered, atMs: performance.now(), cpu: process.cpuUsage() };
    this.#isMeasuring = true;
    const measuring = new AbortController();
    await Promise.race([delay(measureMs, undefined, { signal: measuring.signal }), this.#ended.promise]);
    measuring.abort();
    this.#isMeasuring = false;
    const deliveredMeasured = this.#delivered - before.delivered;
    const measuredMs = performance.now() - before.atMs;
    const { user, system } = process.cpuUsage(before.cpu);
    this.#isSending = false;
    stopPacing();
    await this.#drain();
    clearInterval(this.#cursorTimer);
    this.#reportCursors();
    return {
      sent: this.#sent,
      accepted: this.#accepted,
      delivered: this.#delivered,
      deliveredMeasured,
      measuredMs,
      latenciesMs: Float64Array.from(this.#latenciesMs),
      latencyAtMs: Float64Array.from(this.#latencyAtMs),
      acceptMs: Float64Array.from(this.#acceptMs),
      holes: sum(this.#clients.map((client) => client.holes)),
      offers: sum(this.#clients.map((client) => client.offers)),
      presenceFrames: sum(this.#clients.map((client) => client.presenceFrames)),
      presences: sum(this.#clients.map((client) => client.presences)),
      cpuMs: (user + system) / 1_000,
    };
  }

  /** Nothing more is sent, and nothing more counts. */
  end(): void {
    this.#ended.resolve();
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  arrived(client: RawClient, { accepted, delivered }: Parameters<ClientEvents["arrived"]>[1]): void {
    this.#accepted += accepted.length;
    this.#delivered += delivered.length;
    if (this.#isMeasuring) {
      for (const sequence of accepted) this.#record(this.#acceptMs, sequence);
      const atMs = machineMs();
      for (const sequence of delivered) if (this.#record(this.#latenciesMs, sequence)) this.#latencyAtMs.push(atMs);
    }
    if (delivered.length > 0 && this.#isSending && this.#job.pattern.kind === "closed-loop")
      this.#send(this.#byUser.get(client.from)!, delivered.length);
  }

  failed(client: RawClient, message: string): void {
    this.#failure ??= new Error(`${client.user}: ${message}`);
  }

  #start(): () => void {
    const { pattern } = this.#job;
    if (pattern.kind === "closed-loop") for (const client of this.#clients) this.#send(client, pattern.inFlight);
    return pattern.kind === "paced" ? this.#pace(pattern.perSecond) : () => {};
  }

  /** Messages are due at even intervals; a tick sends all that are due by then, and each counts from when it was due. */
  #pace(perSecond: number): () => void {
    const startedAtMs = performance.now();
    let count = 0;
    const timer = setInterval(() => {
      const due = Math.floor(((performance.now() - startedAtMs) * perSecond) / 1_000);
      for (; count < due; count++) {
        this.#send(this.#clients[count % this.#clients.length]!, 1, startedAtMs + (count * 1_000) / perSecond);
      }
    }, PACE_TICK_MS);
    return () => clearInterval(timer);
  }

  #send(client: RawClient, count: number, dueAtMs = performance.now()): void {
    const { seed } = this.#job;
    const unixMs = Date.now();
    const ids = Array.from({ length: count }, () => {
      const sequence = this.#sent++;
      this.#dueAtMs[sequence % REMEMBERED] = dueAtMs;
      return { unixMs, seed, sequence };
    });
    client.send(this.#templates.get(client)!, ids);
  }

  #reportCursors(): void {
    for (const client of this.#clients) client.reportCursor();
  }

  /** False: there are enough already. */
  #record(into: number[], sequence: number): boolean {
    if (into.length >= LATENCIES_MAX) return false;
    into.push(performance.now() - this.#dueAtMs[sequence % REMEMBERED]!);
    return true;
  }

  async #drain(): Promise<void> {
    const deadline = performance.now() + DRAIN_TIMEOUT_MS;
    const isDone = () => this.#accepted === this.#sent && this.#delivered === this.#sent;
    while (!this.#failure && !isDone() && performance.now() < deadline) await delay(DRAIN_POLL_MS);
    if (this.#failure) throw this.#failure;
    if (isDone()) return;
    throw new Error(`of ${this.#sent} messages ${this.#accepted} were accepted and ${this.#delivered} delivered`);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
