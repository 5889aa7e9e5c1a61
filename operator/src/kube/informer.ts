import { setTimeout as sleep } from "node:timers/promises";
import { systemClock, type Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { systemRandom, type Random } from "@cellwire/runtime/random.ts";
import type { KubeClient } from "./client.ts";
import {
  KubeError,
  type KubeObject,
  type ListQuery,
  type ObjectCache,
  type ObjectKey,
  type Resource,
} from "./contract.ts";
import { ObjectStore, type Change, type ChangeKind } from "./object-store.ts";
import { keyText } from "./resources.ts";
import { backOffMs } from "./retry.ts";

/**
 * Told that something about an object changed. It should only note the key: what to do follows from what the cache, or
 * the API server, says when the key's turn comes. `object` is what was seen (of a deleted one, last), to find out whom
 * it belongs to.
 */
export type ChangeHandler<T extends KubeObject> = (key: ObjectKey, what: ChangeKind, object: T) => void;

export interface InformerOptions<T extends KubeObject> {
  readonly source: Pick<KubeClient, "listAt" | "watch">;
  readonly resource: Resource;
  readonly query?: ListQuery;
  /** Drops what is not needed, to save memory. `metadata.managedFields` is always dropped. */
  readonly trim?: (object: T) => T;
  /** Every so often all keys are told as changed, should a handler have lost one. */
  readonly resyncMs?: number;
  /** How soon to look again for a kind that the API server does not know. */
  readonly missingKindMs?: number;
  /** How long a watch may be without a sign of life. */
  readonly silenceMs?: number;
  readonly backOffFirstMs?: number;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly random?: Random;
}

const RESYNC_MS = 10 * 60_000;
const MISSING_KIND_MS = 60_000;
/** The API server sends a bookmark a minute. */
const SILENCE_MS = 90_000;
const BACK_OFF_FIRST_MS = 250;
const BACK_OFF_MAX_MS = 20_000;
/** A watch lives between one and two times this, so that those of many informers do not end together. */
const WATCH_SECONDS = 240;
/** A watch that lived so long, or told something, was a good one. */
const GOOD_WATCH_MS = 10_000;
/** If the server can be reached, perhaps it is our resourceVersion that it cannot serve. */
const RELIST_AFTER_FAILURES = 3;

/**
 * Keeps a copy of a kind's objects: lists them, then watches what changes, and never gives up.
 *
 *     listing ─────────→ watching ── the server ends it ──→ watching from where it was
 *        ↑                  └─ any failure ──→ backing off ──→ watching from where it was
 *        └───── 410, 404, or the third failure in a row ───────────────┘
 *     listing: no such kind ──→ empty; listing again at a slow pace
 */
export class Informer<T extends KubeObject> implements ObjectCache<T>, Service {
  readonly name: string;
  readonly #options: InformerOptions<T>;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #store = new ObjectStore<T>();
  readonly #handlers: ChangeHandler<T>[] = [];
  readonly #syncedOnce = Promise.withResolvers<void>();
  #synced = false;
  #kindExists = false;
  /** Where the next watch goes on; undefined when a list must come first. */
  #resourceVersion: string | undefined;
  #failures = 0;
  #abort: AbortController | undefined;
  #running: Promise<void> | undefined;
  #resyncTimer: NodeJS.Timeout | undefined;

  constructor(options: InformerOptions<T>) {
    this.name = `informer ${options.resource.kind}`;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
  }

  get synced(): boolean {
    return this.#synced;
  }

  /** Whether the API server knows the kind at all, as far as is known. */
  get kindExists(): boolean {
    return this.#kindExists;
  }

  get(key: ObjectKey): T | undefined {
    return this.#store.get(key);
  }

  list(namespace?: string): readonly T[] {
    return this.#store.list(namespace);
  }

  /** Before the start; what is there then comes as added. */
  onChange(handler: ChangeHandler<T>): this {
    this.#handlers.push(handler);
    return this;
  }

  /** Does not wait for the API server: `waitSynced` does. */
  async start(): Promise<void> {
    if (this.#abort !== undefined) return;
    this.#abort = new AbortController();
    this.#running = this.#run(this.#abort.signal);
    this.#resyncTimer = setInterval(() => this.#resync(), this.#options.resyncMs ?? RESYNC_MS);
  }

  async stop(): Promise<void> {
    this.#abort?.abort();
    this.#abort = undefined;
    clearInterval(this.#resyncTimer);
    await this.#running;
  }

  /** Resolves when everything that there was at the start has been read once. @throws the reason of `signal` */
  async waitSynced(signal: AbortSignal): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      signal.throwIfAborted();
      await Promise.race([this.#syncedOnce.promise, promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const delayMs = await this.#runOnce(signal);
      // Stopping ends the wait early.
      if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One list or one watch. Returns how long to wait before the next. */
  async #runOnce(signal: AbortSignal): Promise<number> {
    try {
      if (this.#resourceVersion === undefined) {
        this.#kindExists = await this.#relist(signal);
        this.#synced = true;
        this.#syncedOnce.resolve();
        if (!this.#kindExists) return this.#options.missingKindMs ?? MISSING_KIND_MS;
      }
      await this.#follow(signal);
      return 0;
    } catch (error) {
      return signal.aborted ? 0 : this.#afterFailure(error);
    }
  }

  /** False when the API server does not know the kind: then there is no object of it. */
  async #relist(signal: AbortSignal): Promise<boolean> {
    const { source, resource, query = {} } = this.#options;
    try {
      const { items, resourceVersion } = await source.listAt<T>(resource, query, signal);
      this.#tell(this.#store.replace(items.map((item) => this.#trimmed(item))));
      this.#resourceVersion = resourceVersion;
      return true;
    } catch (error) {
      if (!isReason(error, "NotFound")) throw error;
      this.#tell(this.#store.replace([]));
      return false;
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { source, resource, query = {}, silenceMs = SILENCE_MS } = this.#options;
    const timeoutSeconds = Math.round(WATCH_SECONDS * (1 + this.#random.float()));
    const from = { ...query, timeoutSeconds, silenceMs, resourceVersion: this.#resourceVersion! };
    const startedMs = this.#clock.monotonicMs();
    let events = 0;
    let isGood = false;
    try {
      for await (const { type, object } of source.watch<T>(resource, from, signal)) {
        events += 1;
        this.#resourceVersion = object.metadata.resourceVersion;
        if (type === "BOOKMARK") continue;
        const seen = this.#trimmed(object);
        this.#tell(type === "DELETED" ? this.#store.remove(seen) : this.#store.put(seen));
      }
    } finally {
      isGood = events > 0 || this.#clock.monotonicMs() - startedMs > GOOD_WATCH_MS;
      if (isGood) this.#failures = 0;
    }
    // Otherwise a server that ends every watch at once would be asked without a pause.
    if (!isGood) throw new Error("the watch ended at once");
  }

  #afterFailure(error: unknown): number {
    const { backOffFirstMs: firstMs = BACK_OFF_FIRST_MS, resource, log } = this.#options;
    if (this.#failures === 0 && isReason(error, "Timeout")) {
      // A kind that nothing happens to, or a connection that is lost: only a new watch can tell.
      log.debug({ kind: resource.kind }, "a silent watch is begun again");
      this.#failures = 1;
      return 0;
    }
    this.#failures += 1;
    const isLost = isReason(error, "NotFound") || (error instanceof KubeError && error.status === 410);
    const isSuspect = this.#failures % RELIST_AFTER_FAILURES === 0 && !isReason(error, "Unreachable");
    if (isLost || isSuspect) this.#resourceVersion = undefined;
    const delayMs = backOffMs(this.#failures, { firstMs, maxMs: BACK_OFF_MAX_MS, random: this.#random });
    log.warn(
      { kind: resource.kind, failures: this.#failures, delayMs, err: error },
      "watching goes on after a failure",
    );
    return delayMs;
  }

  #resync(): void {
    this.#tell(this.#store.list().map((object) => ({ what: "changed", object })));
  }

  #tell(changes: readonly Change<T>[]): void {
    for (const { what, object } of changes) {
      const { namespace, name } = object.metadata;
      for (const handler of this.#handlers) this.#tellOne(() => handler({ namespace, name }, what, object), object);
    }
  }

  #tellOne(call: () => void, { kind, metadata }: T): void {
    try {
      call();
    } catch (error) {
      // A handler's mistake must not end the watch of all others.
      this.#options.log.error({ kind, name: keyText(metadata), err: error }, "a change handler failed");
    }
  }

  #trimmed(object: T): T {
    const { managedFields: _dropped, ...metadata } = object.metadata;
    const slim = { ...object, metadata };
    return this.#options.trim?.(slim) ?? slim;
  }
}

function isReason(error: unknown, reason: string): boolean {
  return error instanceof KubeError && error.reason === reason;
}
