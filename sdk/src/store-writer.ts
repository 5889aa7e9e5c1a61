/**
 * Collects what the parts of the client want stored, and commits it as one batch per tick: one transaction and one
 * fsync for everything that arrived together. One commit at a time, in order.
 */

import type { ConversationId, MessageId, UserId } from "@cellwire/protocol";
import type { Clock } from "./clock.ts";
import { ClientError } from "./client-error.ts";
import { deferred } from "./deferred.ts";
import type {
  ConversationRow,
  CursorRow,
  DeviceRow,
  IdentityRow,
  OutboxRow,
  SettingRow,
  Store,
  StoreBatch,
} from "./store/contract.ts";

export class StoreWriter {
  readonly #store: Store;
  readonly #clock: Clock;
  #next: PendingBatch | undefined;
  #running: Promise<void> | undefined;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Resolves when `part` is durable. The callers bound what waits here: the outbox by its limit, inbound by one batch.
   * @throws {ClientError} STORE_FAILED: nothing of `part` was stored, and it is not tried again from here.
   */
  write(part: StoreBatch): Promise<void> {
    if (!this.#next) {
      this.#next = new PendingBatch();
      if (!this.#running) this.#clock.soon(() => this.flush());
    }
    this.#next.add(part);
    return this.#next.done;
  }

  /** Resolves when what was written until now was committed, or failed: for those who read the store next. */
  async written(): Promise<void> {
    await (this.#next?.done.catch(() => undefined) ?? this.#running);
  }

  /** Resolves when everything written before was committed, or failed. */
  async idle(): Promise<void> {
    while (this.#next || this.#running) {
      if (!this.#running) this.flush();
      await this.#running;
    }
  }

  /** Commits now what was to be committed at the end of the tick. */
  flush(): void {
    const batch = this.#next;
    if (!batch || this.#running) return;
    this.#next = undefined;
    this.#running = this.#commit(batch).finally(() => {
      this.#running = undefined;
      this.flush();
    });
  }

  async #commit(batch: PendingBatch): Promise<void> {
    try {
      await this.#store.commit(batch.rows());
      batch.resolve();
    } catch (cause) {
      batch.reject(new ClientError("STORE_FAILED", { cause }));
    }
  }
}

class PendingBatch {
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: ClientError) => void;
  #device: DeviceRow | undefined;
  readonly #conversations = new Map<ConversationId, ConversationRow>();
  readonly #cursors = new Map<ConversationId, CursorRow>();
  readonly #identities = new Map<UserId, IdentityRow>();
  readonly #settings = new Map<string, SettingRow>();
  readonly #removedSettings = new Set<string>();
  readonly #displaced: NonNullable<StoreBatch["displaced"]>[] = [];
  readonly #messages: NonNullable<StoreBatch["messages"]>[] = [];
  readonly #outbox = new Map<MessageId, OutboxRow>();
  readonly #forgotten = new Set<MessageId>();

  constructor() {
    const { promise, resolve, reject } = deferred<void>();
    this.done = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  add(part: StoreBatch): void {
    if (part.device) this.#device = part.device;
    for (const row of part.conversations ?? []) this.#conversations.set(row.id, row);
    for (const row of part.cursors ?? []) this.#cursors.set(row.conversation, row);
    for (const row of part.identities ?? []) this.#identities.set(row.user, row);
    for (const key of part.removedSettings ?? []) {
      this.#removedSettings.add(key);
      this.#settings.delete(key);
    }
    for (const row of part.settings ?? []) this.#settings.set(row.key, row);
    if (part.displaced?.length) this.#displaced.push(part.displaced);
    if (part.messages?.length) this.#messages.push(part.messages);
    for (const messageId of part.forgotten ?? []) {
      this.#forgotten.add(messageId);
      this.#outbox.delete(messageId);
    }
    for (const row of part.outbox ?? []) this.#outbox.set(row.messageId, row);
  }

  rows(): StoreBatch {
    return {
      ...(this.#device && { device: this.#device }),
      conversations: [...this.#conversations.values()],
      cursors: [...this.#cursors.values()],
      identities: [...this.#identities.values()],
      settings: [...this.#settings.values()],
      removedSettings: [...this.#removedSettings],
      displaced: this.#displaced.flat(),
      messages: this.#messages.flat(),
      outbox: [...this.#outbox.values()],
      forgotten: [...this.#forgotten],
    };
  }
}
