import { createHash } from "node:crypto";
import { systemClock, type Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { FIELD_MANAGER } from "./client.ts";
import { KubeError, type EventRecorder, type KubeApi, type KubeObject } from "./contract.ts";
import { RESOURCES } from "./resources.ts";

export interface EventsOptions {
  readonly api: Pick<KubeApi, "apply">;
  /** The name of this process's pod. */
  readonly instance: string;
  readonly log: Logger;
  readonly clock?: Clock;
}

type Happening = Parameters<EventRecorder["record"]>[1];

interface Entry {
  readonly about: KubeObject;
  readonly happening: Happening;
  readonly firstMs: number;
  lastMs: number;
  count: number;
  publishedCount: number;
  /** By the monotonic clock. */
  publishedAtMs: number;
  attempts: number;
}

/** Of a few hundred cells; the ones longest without news are forgotten first. */
const ENTRIES_MAX = 1_000;
const INTERVAL_MS = 1_000;
const PUBLISH_PER_RUN_MAX = 20;
/** How often a repeated event is written anew. */
const REPEAT_MS = 60_000;
const ATTEMPTS_MAX = 3;
/** Different events of one object at once, and how soon another one may follow. */
const BURST_PER_OBJECT = 25;
const REFILL_MS = 60_000;
const MESSAGE_LENGTH_MAX = 1_024;
const NAME_LENGTH_MAX = 200;

/**
 * Writes Events of the core group, which `kubectl describe` shows with how often and how long. An event that repeats is
 * one object whose count grows, counted from the start of this process. Events are worth little: under pressure, and
 * after a few attempts, they are dropped.
 */
export class Events implements EventRecorder, Service {
  readonly name = "events";
  readonly #options: EventsOptions;
  readonly #clock: Clock;
  readonly #loop: Loop;
  /** In the order of the last news. */
  readonly #entries = new Map<string, Entry>();
  readonly #budgets = new Map<string, { tokens: number; atMs: number }>();
  #dropped = 0;

  constructor(options: EventsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  /** How many were not written, since the start; for metrics. */
  get dropped(): number {
    return this.#dropped;
  }

  record(about: KubeObject, happening: Happening): void {
    const key = keyOf(about, happening);
    const known = this.#entries.get(key);
    const nowMs = this.#clock.nowMs();
    if (known === undefined && !this.#mayAdd(about)) {
      this.#dropped += 1;
      return;
    }
    const entry = known ?? newEntry(about, happening, nowMs);
    entry.count += 1;
    entry.lastMs = nowMs;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (known === undefined) this.#loop.wake();
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  /** Writes what is not written yet, if that goes without trouble. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    try {
      await this.#publish([...this.#entries].filter(([, { publishedCount }]) => publishedCount === 0));
    } catch (error) {
      this.#options.log.debug({ err: error }, "the last events were not written");
    }
  }

  /** Writes what is due. @throws {KubeError} when the API server is in trouble: the rest can wait */
  async runOnce(): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    const isDue = ({ count, publishedCount, publishedAtMs }: Entry) =>
      count > publishedCount && (publishedCount === 0 || nowMs - publishedAtMs >= REPEAT_MS);
    await this.#publish([...this.#entries].filter(([, entry]) => isDue(entry)));
  }

  async #publish(due: readonly (readonly [string, Entry])[]): Promise<void> {
    for (const [key, entry] of due.slice(0, PUBLISH_PER_RUN_MAX)) {
      const { count } = entry;
      try {
        await this.#options.api.apply(RESOURCES.Event, this.#eventOf(key, entry));
        Object.assign(entry, { publishedCount: count, publishedAtMs: this.#clock.monotonicMs(), attempts: 0 });
      } catch (error) {
        this.#afterFailure(key, entry, error);
      }
    }
  }

  #afterFailure(key: string, entry: Entry, error: unknown): void {
    entry.attempts += 1;
    const isInTrouble = error instanceof KubeError && error.retryable;
    if (!isInTrouble || entry.attempts >= ATTEMPTS_MAX) {
      this.#entries.delete(key);
      this.#dropped += 1;
      const { kind } = entry.about;
      this.#options.log.warn({ kind, event: entry.happening.reason, err: error }, "an event was not written");
    }
    if (isInTrouble) throw error;
  }

  #eventOf(key: string, { about, happening, count, firstMs, lastMs }: Entry): KubeObject {
    const { apiVersion, kind, metadata } = about;
    const { namespace, name, uid } = metadata;
    return {
      apiVersion: RESOURCES.Event.apiVersion,
      kind: RESOURCES.Event.kind,
      metadata: {
        // Events of objects of the whole cluster live in the default namespace.
        namespace: namespace ?? "default",
        name: `${name.slice(0, NAME_LENGTH_MAX)}.${key.slice(0, 16)}`,
      },
      involvedObject: { apiVersion, kind, name, ...(namespace && { namespace }), ...(uid && { uid }) },
      type: happening.type,
      reason: happening.reason,
      message: happening.message.slice(0, MESSAGE_LENGTH_MAX),
      count,
      firstTimestamp: new Date(firstMs).toISOString(),
      lastTimestamp: new Date(lastMs).toISOString(),
      source: { component: FIELD_MANAGER },
      reportingComponent: FIELD_MANAGER,
      reportingInstance: this.#options.instance,
    };
  }

  #mayAdd(about: KubeObject): boolean {
    if (!this.#takeToken(about.metadata.uid ?? about.metadata.name)) return false;
    if (this.#entries.size < ENTRIES_MAX) return true;
    const written = [...this.#entries].find(([, { count, publishedCount }]) => count === publishedCount);
    return written !== undefined && this.#entries.delete(written[0]);
  }

  #takeToken(object: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#budgets.get(object) ?? { tokens: BURST_PER_OBJECT, atMs: nowMs };
    const tokens = Math.min(BURST_PER_OBJECT, known.tokens + (nowMs - known.atMs) / REFILL_MS);
    this.#budgets.delete(object);
    this.#budgets.set(object, { tokens: tokens < 1 ? tokens : tokens - 1, atMs: nowMs });
    for (const oldest of this.#budgets.keys()) {
      if (this.#budgets.size <= ENTRIES_MAX) break;
      this.#budgets.delete(oldest);
    }
    return tokens >= 1;
  }
}

function newEntry(about: KubeObject, happening: Happening, firstMs: number): Entry {
  return { about, happening, firstMs, lastMs: firstMs, count: 0, publishedCount: 0, publishedAtMs: 0, attempts: 0 };
}

function keyOf({ kind, metadata }: KubeObject, { type, reason, message }: Happening): string {
  const { namespace, name, uid } = metadata;
  const parts = [kind, namespace, name, uid, type, reason, message];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
