/** A store that lasts as long as the object: for short-lived clients, tests and benchmarks. */

import { compareKeys, type ConversationId, type MessageId, type UserId } from "@cellwire/protocol";
import type { Message } from "../client.ts";
import { changedBy, isQuietContent, parseContent } from "../content/envelope.ts";
import {
  isFinished,
  type ConversationRow,
  type CursorRow,
  type DeviceRow,
  type IdentityRow,
  type OutboxRow,
  type SettingRow,
  type Store,
  type StoreBatch,
  type StoreSnapshot,
} from "./contract.ts";

export interface MemoryStoreOptions {
  /** The newest that are kept of each conversation. */
  readonly messagesPerConversationMax?: number;
  /** The newest finished outbox rows that are kept. */
  readonly finishedMax?: number;
}

export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(options.messagesPerConversationMax ?? 10_000, options.finishedMax ?? 10_000);
}

class MemoryStore implements Store {
  readonly #messagesMax: number;
  readonly #finishedMax: number;
  #device: DeviceRow | undefined;
  readonly #conversations = new Map<ConversationId, ConversationRow>();
  readonly #cursors = new Map<ConversationId, CursorRow>();
  readonly #identities = new Map<UserId, IdentityRow>();
  readonly #settings = new Map<string, SettingRow>();
  readonly #messages = new Map<ConversationId, Message[]>();
  readonly #unfinished = new Map<MessageId, OutboxRow>();
  /** In the order in which they were finished. */
  readonly #finished = new Map<MessageId, OutboxRow>();
  #newestMessageId: MessageId | undefined;
  #lastPosition = 0;

  constructor(messagesMax: number, finishedMax: number) {
    this.#messagesMax = messagesMax;
    this.#finishedMax = finishedMax;
  }

  async open(): Promise<StoreSnapshot> {
    return {
      device: this.#device,
      conversations: [...this.#conversations.values()],
      cursors: [...this.#cursors.values()],
      unfinished: [...this.#unfinished.values()].sort(byPosition),
      identities: [...this.#identities.values()],
      settings: [...this.#settings.values()],
      newestMessageId: this.#newestMessageId,
      lastPosition: this.#lastPosition,
    };
  }

  async commit(batch: StoreBatch): Promise<void> {
    if (batch.device) this.#device = batch.device;
    for (const row of batch.conversations ?? []) this.#conversations.set(row.id, row);
    for (const row of batch.cursors ?? []) this.#cursors.set(row.conversation, row);
    for (const row of batch.identities ?? []) this.#identities.set(row.user, row);
    for (const key of batch.removedSettings ?? []) this.#settings.delete(key);
    for (const row of batch.settings ?? []) this.#settings.set(row.key, row);
    for (const place of batch.displaced ?? []) this.#displace(place);
    for (const message of batch.messages ?? []) this.#insert(message);
    for (const messageId of batch.forgotten ?? []) this.#forget(messageId);
    for (const row of batch.outbox ?? []) this.#putOutbox(row);
  }

  async messages({ conversation, after, before, limit }: Parameters<Store["messages"]>[0]): Promise<Message[]> {
    const messages = this.#messages.get(conversation) ?? [];
    const from = placeAbove(messages, after);
    if (before === undefined) return messages.slice(from, from + limit);
    const below = messages.slice(from).filter(({ key }) => compareKeys(key, before) < 0);
    return below.slice(Math.max(0, below.length - limit));
  }

  async lastMessage(conversation: ConversationId): Promise<Message | undefined> {
    return this.#messages.get(conversation)?.findLast(({ content }) => !isQuietContent(content));
  }

  async messagesById({ conversation, messageIds }: Parameters<Store["messagesById"]>[0]): Promise<Message[]> {
    const named = new Set(messageIds);
    return (this.#messages.get(conversation) ?? []).filter(({ messageId }) => named.has(messageId));
  }

  async changesOf({ conversation, messageIds, limit }: Parameters<Store["changesOf"]>[0]): Promise<Message[]> {
    const named = new Set<MessageId | undefined>(messageIds);
    const changes = (this.#messages.get(conversation) ?? []).filter(
      ({ content }) => isQuietContent(content) && named.has(changedBy(parseContent(content))?.messageId),
    );
    return changes.slice(Math.max(0, changes.length - limit));
  }

  async countOthers(range: Parameters<Store["countOthers"]>[0]): Promise<number> {
    const { conversation, after, through, isQuiet = false } = range;
    const messages = this.#messages.get(conversation) ?? [];
    const counted = messages.slice(placeAbove(messages, after), placeAbove(messages, through));
    return counted.filter(
      ({ own, change, content }) => !own && change === undefined && isQuietContent(content) === isQuiet,
    ).length;
  }

  async outbox({ finishedLimit }: { finishedLimit: number }): Promise<OutboxRow[]> {
    const finished = [...this.#finished.values()].sort(byPosition);
    return [...finished.slice(Math.max(0, finished.length - finishedLimit)), ...this.#unfinished.values()].sort(
      byPosition,
    );
  }

  async pruneOutbox({ madeBeforeMs, limit }: { madeBeforeMs: number; limit: number }): Promise<number> {
    const old = [...this.#finished.values()].filter((row) => row.madeAtMs < madeBeforeMs).slice(0, limit);
    for (const row of old) this.#finished.delete(row.messageId);
    return old.length;
  }

  async close(): Promise<void> {}

  #displace({ conversation, key }: Pick<Message, "conversation" | "key">): void {
    const messages = this.#messages.get(conversation) ?? [];
    const place = messages.findIndex((message) => compareKeys(message.key, key) === 0);
    if (place >= 0) messages.splice(place, 1);
  }

  #insert(message: Message): void {
    const messages = this.#messages.get(message.conversation);
    if (!messages) {
      this.#messages.set(message.conversation, [message]);
      return;
    }
    const place = placeAbove(messages, message.key);
    const before = messages[place - 1];
    if (before && compareKeys(before.key, message.key) === 0) return;
    if (place === messages.length) messages.push(message);
    else messages.splice(place, 0, message);
    // A tenth more than the bound before cutting, so that not every message moves the array.
    if (messages.length > this.#messagesMax * 1.1) messages.splice(0, messages.length - this.#messagesMax);
  }

  #putOutbox(row: OutboxRow): void {
    this.#forget(row.messageId);
    (isFinished(row.state) ? this.#finished : this.#unfinished).set(row.messageId, row);
    this.#lastPosition = Math.max(this.#lastPosition, row.position);
    if (this.#newestMessageId === undefined || row.messageId > this.#newestMessageId)
      this.#newestMessageId = row.messageId;
    for (const oldest of this.#finished.keys()) {
      if (this.#finished.size <= this.#finishedMax) break;
      this.#finished.delete(oldest);
    }
  }

  #forget(messageId: MessageId): void {
    this.#finished.delete(messageId);
    this.#unfinished.delete(messageId);
  }
}

function byPosition(a: OutboxRow, b: OutboxRow): number {
  return a.position - b.position;
}

/** Index of the first message above `key`. New messages come last, so the last place is tried first. */
function placeAbove(messages: readonly Message[], key: Message["key"]): number {
  let low = 0;
  let high = messages.length;
  if (high > 0 && compareKeys(messages[high - 1]!.key, key) <= 0) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(messages[middle]!.key, key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
