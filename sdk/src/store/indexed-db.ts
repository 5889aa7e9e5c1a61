/**
 * A store in IndexedDB, for browsers: one database for each (user, device), one read-write transaction for each batch, with
 * durability "strict": what a commit resolved is on the disk, not only with the operating system (Indexed Database API 3.0,
 * section 2.7.1). A browser may still remove all of it when it needs room, unless navigator.storage.persist() was granted; the
 * device then has lost its store, which the server notices.
 */

import { compareKeys, type ConversationId, type MessageId } from "@cellwire/protocol";
import type { Message } from "../client.ts";
import { changedBy, isQuiet as isQuietOne, parseContent } from "../content/envelope.ts";
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
import {
  committed,
  keysBetween,
  openDatabase,
  result,
  visitRecords,
  type Database,
  type Key,
  type Transaction,
} from "./indexed-db-api.ts";

/** Of the layout. A database of a later one is not opened. */
const VERSION = 2;
const STORES = ["device", "conversation", "cursor", "identity", "setting", "message", "outbox"] as const;
const DEVICE_KEY = 1;
/** Arrays come after numbers and strings. */
const ABOVE_ALL: Key = [];
/** Before every conversation. */
const OWN: Key = [];

export interface IndexedDbStoreOptions {
  readonly user: string;
  /** Tells the stores of one user in one browser apart. */
  readonly device?: string;
}

/** One client at a time may use it: of several tabs, one. */
export function createIndexedDbStore({ user, device = "browser" }: IndexedDbStoreOptions): Store {
  return new IndexedDbStore(`cellwire/${user}/${device}`);
}

/** `counted` is there when the message can be unread, `quiet` when it changes another one, so that an index counts these alone; `changes`: which one. */
type MessageRecord = Message & { readonly counted?: Key; readonly quiet?: Key; readonly changes?: Key };
/** 0 or 1, as an index takes no booleans. */
type OutboxRecord = OutboxRow & { readonly finished: 0 | 1 };

class IndexedDbStore implements Store {
  readonly #name: string;
  #database: Database | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async open(): Promise<StoreSnapshot> {
    if (!this.#database) {
      const database = await openDatabase(this.#name, { version: VERSION, upgrade: createStores });
      // Else this tab would hold up one with a later version of the SDK. This client's writes fail from then on.
      database.addEventListener("versionchange", () => database.close());
      this.#database = database;
    }
    const transaction = this.#begin("readonly");
    const store = (name: (typeof STORES)[number]) => transaction.objectStore(name);
    const outbox = store("outbox");
    const [device, conversations, cursors, identities, settings, unfinished, newest, lastPosition] = await Promise.all([
      result(store("device").get(DEVICE_KEY)),
      result(store("conversation").getAll()),
      result(store("cursor").getAll()),
      result(store("identity").getAll()),
      result(store("setting").getAll()),
      result(outbox.index("by-finished").getAll(keysBetween([0], [0, ABOVE_ALL]))),
      result(outbox.index("by-message-id").openKeyCursor(undefined, "prev")),
      result(outbox.openKeyCursor(undefined, "prev")),
    ]);
    return {
      device: device as DeviceRow | undefined,
      conversations: conversations as ConversationRow[],
      cursors: cursors as CursorRow[],
      unfinished: unfinished.map(outboxRow),
      identities: identities as IdentityRow[],
      settings: settings as SettingRow[],
      newestMessageId: newest?.key as MessageId | undefined,
      lastPosition: (lastPosition?.key as number | undefined) ?? 0,
    };
  }

  async commit(batch: StoreBatch): Promise<void> {
    const transaction = this.#begin("readwrite");
    const done = committed(transaction);
    try {
      await Promise.all([write(transaction, batch), done]);
    } catch (error) {
      await done.catch(() => undefined); // nothing of it is there from now on
      throw error;
    }
  }

  async messages({ conversation, after, before, limit }: Parameters<Store["messages"]>[0]): Promise<Message[]> {
    const lower = [conversation, after.term, after.n];
    const store = this.#begin("readonly").objectStore("message");
    if (before === undefined) {
      const records = await result(store.getAll(keysBetween(lower, [conversation, ABOVE_ALL], { lower: true }), limit));
      return records.map(messageOf);
    }
    if (compareKeys(after, before) >= 0) return [];
    const between = keysBetween(lower, [conversation, before.term, before.n], { lower: true, upper: true });
    return lastFirst(store.openCursor(between, "prev"), { limit });
  }

  async lastMessage(conversation: ConversationId): Promise<Message | undefined> {
    const all = keysBetween([conversation], [conversation, ABOVE_ALL]);
    const request = this.#begin("readonly").objectStore("message").openCursor(all, "prev");
    const [last] = await lastFirst(request, { limit: 1, takes: ({ quiet }) => quiet === undefined });
    return last;
  }

  async messagesById({ conversation, messageIds }: Parameters<Store["messagesById"]>[0]): Promise<Message[]> {
    const index = this.#begin("readonly").objectStore("message").index("by-id");
    const found = await Promise.all(
      messageIds.map((id) => result(index.getAll(keysBetween([conversation, id], [conversation, id])))),
    );
    return found.flat().map(messageOf);
  }

  async changesOf({ conversation, messageIds, limit }: Parameters<Store["changesOf"]>[0]): Promise<Message[]> {
    const index = this.#begin("readonly").objectStore("message").index("by-changed");
    const found = await Promise.all(
      messageIds.map((id) => {
        const all = keysBetween([conversation, id], [conversation, id, ABOVE_ALL]);
        return lastFirst(index.openCursor(all, "prev"), { limit });
      }),
    );
    const changes = found.flat().sort((a, b) => compareKeys(a.key, b.key));
    return changes.slice(Math.max(0, changes.length - limit));
  }

  async countOthers(range: Parameters<Store["countOthers"]>[0]): Promise<number> {
    const { conversation, after, through, isQuiet = false } = range;
    if (compareKeys(after, through) >= 0) return 0;
    const upper = [conversation, through.term, through.n];
    const keys = keysBetween([conversation, after.term, after.n], upper, { lower: true });
    const index = isQuiet ? "quiet" : "counted";
    return result(this.#begin("readonly").objectStore("message").index(index).count(keys));
  }

  async outbox({ finishedLimit }: { finishedLimit: number }): Promise<OutboxRow[]> {
    const index = this.#begin("readonly").objectStore("outbox").index("by-finished");
    const rows: OutboxRow[] = [];
    const finished = index.openCursor(keysBetween([1], [1, ABOVE_ALL]), "prev");
    const [unfinished] = await Promise.all([
      result(index.getAll(keysBetween([0], [0, ABOVE_ALL]))),
      visitRecords(finished, { limit: finishedLimit, visit: ({ value }) => rows.push(outboxRow(value)) }),
    ]);
    return [...rows, ...unfinished.map(outboxRow)].sort((a, b) => a.position - b.position);
  }

  async pruneOutbox({ madeBeforeMs, limit }: { madeBeforeMs: number; limit: number }): Promise<number> {
    const transaction = this.#begin("readwrite");
    const done = committed(transaction);
    const old = keysBetween([1], [1, madeBeforeMs], { upper: true });
    const request = transaction.objectStore("outbox").index("by-age").openCursor(old);
    const [removed] = await Promise.all([visitRecords(request, { limit, visit: (cursor) => cursor.delete() }), done]);
    return removed;
  }

  async close(): Promise<void> {
    this.#database?.close();
    this.#database = undefined;
  }

  #begin(mode: "readonly" | "readwrite"): Transaction {
    if (!this.#database) throw new Error("the store is not open");
    return this.#database.transaction(STORES, mode, { durability: "strict" });
  }
}

/** From nothing, or from version 1. */
function createStores(database: Database, transaction: Transaction): void {
  if (!database.objectStoreNames.contains("device")) createFirstStores(database);
  database.createObjectStore("setting", { keyPath: "key" });
  const message = transaction.objectStore("message");
  message.createIndex("quiet", "quiet");
  message.createIndex("by-id", ["conversation", "messageId"]);
  message.createIndex("by-changed", "changes");
}

function createFirstStores(database: Database): void {
  database.createObjectStore("device");
  database.createObjectStore("conversation", { keyPath: "id" });
  database.createObjectStore("cursor", { keyPath: "conversation" });
  database.createObjectStore("identity", { keyPath: "user" });
  const message = database.createObjectStore("message", { keyPath: ["conversation", "key.term", "key.n"] });
  message.createIndex("counted", "counted");
  const outbox = database.createObjectStore("outbox", { keyPath: "position" });
  outbox.createIndex("by-message-id", "messageId", { unique: true });
  outbox.createIndex("by-finished", ["finished", "position"]);
  outbox.createIndex("by-age", ["finished", "madeAtMs"]);
}

/** Everything is requested before anything is awaited but the ids of what is forgotten: a transaction without requests ends. */
async function write(transaction: Transaction, batch: StoreBatch): Promise<void> {
  try {
    if (batch.device) transaction.objectStore("device").put(batch.device, DEVICE_KEY);
    for (const row of batch.conversations ?? []) transaction.objectStore("conversation").put(row);
    for (const row of batch.cursors ?? []) transaction.objectStore("cursor").put(row);
    for (const row of batch.identities ?? []) transaction.objectStore("identity").put(row);
    for (const key of batch.removedSettings ?? []) transaction.objectStore("setting").delete(key);
    for (const row of batch.settings ?? []) transaction.objectStore("setting").put(row);
    for (const { conversation, key } of batch.displaced ?? [])
      transaction.objectStore("message").delete([conversation, key.term, key.n]);
    for (const message of batch.messages ?? []) addMessage(transaction, message);
    await forget(transaction, batch.forgotten ?? []);
    for (const row of batch.outbox ?? []) transaction.objectStore("outbox").put(outboxRecord(row));
  } catch (error) {
    abort(transaction);
    throw error;
  }
}

function abort(transaction: Transaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already: one of its requests failed.
  }
}

/** One that is there already stays: that it could not be added must not take the batch along. */
function addMessage(transaction: Transaction, message: Message): void {
  const request = transaction.objectStore("message").add(messageRecord(message));
  request.addEventListener("error", (event) => {
    if (request.error?.name !== "ConstraintError") return;
    event.preventDefault();
    event.stopPropagation();
  });
}

async function forget(transaction: Transaction, messageIds: readonly MessageId[]): Promise<void> {
  const outbox = transaction.objectStore("outbox");
  const keys = await Promise.all(
    messageIds.map((messageId) => result(outbox.index("by-message-id").getKey(messageId))),
  );
  for (const key of keys) if (key !== undefined) outbox.delete(key);
}

function messageRecord(message: Message): MessageRecord {
  const { conversation, key, own, change } = message;
  if (change !== undefined) return message;
  const content = parseContent(message.content);
  const place = [conversation, key.term, key.n];
  const changed = changedBy(content)?.messageId;
  const changes = changed && { changes: [conversation, changed, key.term, key.n] };
  if (isQuietOne(content)) return { ...message, quiet: own ? OWN : place, ...changes };
  return own ? message : { ...message, counted: place };
}

function messageOf(record: unknown): Message {
  const { counted: _counted, quiet: _quiet, changes: _changes, ...message } = record as MessageRecord;
  return message;
}

/** Of a cursor that goes back: the last `limit` that it takes, in key order. */
async function lastFirst(
  request: Parameters<typeof visitRecords>[0],
  { limit, takes = () => true }: { limit: number; takes?: (record: MessageRecord) => boolean },
): Promise<Message[]> {
  const found: Message[] = [];
  const visit = ({ value }: { readonly value: unknown }) => {
    if (takes(value as MessageRecord)) found.push(messageOf(value));
    return found.length < limit;
  };
  await visitRecords(request, { limit: Number.POSITIVE_INFINITY, visit });
  return found.reverse();
}

function outboxRecord(row: OutboxRow): OutboxRecord {
  return { ...row, finished: isFinished(row.state) ? 1 : 0 };
}

function outboxRow(record: unknown): OutboxRow {
  const { finished: _finished, ...row } = record as OutboxRecord;
  return row;
}
