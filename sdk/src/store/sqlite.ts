/**
 * A store in one SQLite file, for Node (node:sqlite). Calls block the thread for the time of the write.
 *
 * WAL with `synchronous = full`: a commit is on the disk before it resolves. With `normal` a power cut could take back
 * messages that the server was already told are here, and it would never send them again; it could also take back a
 * message that send() called durable. The price is one fsync per batch, and a batch holds all that arrived in one tick.
 */

import { DatabaseSync, type StatementSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { wire, type ConversationId, type DeviceId, type MessageId, type UserId } from "@cellwire/protocol";
import type { Message, OutboxState } from "../client.ts";
import { changedBy, isQuiet as isQuietOne, parseContent } from "../content/envelope.ts";
import { counterpartKey, counterpartOfKey } from "../counterpart.ts";
import { decodeChange, encodeChange } from "../groups/group-change.ts";
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
import { LAYOUTS, QUIET, STATEMENTS } from "./sqlite-schema.ts";

const BUSY_TIMEOUT_MS = 5_000;
const NO_BYTES = new Uint8Array(0);
const { CONTENT, GROUP_CHANGE } = wire.MessageKind;

type Row = Record<string, SQLOutputValue>;
type Statements = { readonly [Name in keyof typeof STATEMENTS]: StatementSync };

/** `path`: a file in a folder that exists. One client at a time may use it. */
export function createSqliteStore(path: string): Store {
  return new SqliteStore(path);
}

class SqliteStore implements Store {
  readonly #path: string;
  #open: { readonly database: DatabaseSync; readonly statements: Statements } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async open(): Promise<StoreSnapshot> {
    this.#open ??= openDatabase(this.#path);
    const { device, conversations, cursors, unfinished, identities, settings, newestMessageId } = this.#open.statements;
    const newest = newestMessageId.get();
    return {
      device: parsed(device.get()) as DeviceRow | undefined,
      conversations: conversations.all().map((row) => parsed(row) as ConversationRow),
      cursors: cursors.all().map((row) => parsed(row) as CursorRow),
      unfinished: unfinished.all().map(outboxRow),
      identities: identities.all().map((row) => parsed(row) as IdentityRow),
      settings: settings.all().map((row) => parsed(row) as SettingRow),
      newestMessageId: (newest?.newest ?? undefined) as MessageId | undefined,
      lastPosition: Number(newest?.position ?? 0),
    };
  }

  async commit(batch: StoreBatch): Promise<void> {
    const { database, statements } = this.#opened();
    database.exec("begin immediate");
    try {
      write(statements, batch);
      database.exec("commit");
    } catch (error) {
      if (database.isTransaction) database.exec("rollback");
      throw error;
    }
  }

  async messages({ conversation, after, before, limit }: Parameters<Store["messages"]>[0]): Promise<Message[]> {
    const { messages, messagesBefore } = this.#opened().statements;
    if (before === undefined) return messages.all(conversation, after.term, after.n, limit).map(messageOf);
    const rows = messagesBefore.all(conversation, after.term, after.n, before.term, before.n, limit);
    return rows.reverse().map(messageOf);
  }

  async lastMessage(conversation: ConversationId): Promise<Message | undefined> {
    const row = this.#opened().statements.lastMessage.get(conversation);
    return row && messageOf(row);
  }

  async messagesById({ conversation, messageIds }: Parameters<Store["messagesById"]>[0]): Promise<Message[]> {
    return this.#opened().statements.messageById.all(conversation, JSON.stringify(messageIds)).map(messageOf);
  }

  async changesOf({ conversation, messageIds, limit }: Parameters<Store["changesOf"]>[0]): Promise<Message[]> {
    const { changesOf } = this.#opened().statements;
    return changesOf.all(conversation, JSON.stringify(messageIds), limit).reverse().map(messageOf);
  }

  async countOthers(range: Parameters<Store["countOthers"]>[0]): Promise<number> {
    const { conversation, after, through, isQuiet = false } = range;
    const kind = isQuiet ? QUIET : CONTENT;
    const { countOthers } = this.#opened().statements;
    return Number(countOthers.get(conversation, after.term, after.n, through.term, through.n, kind)?.count);
  }

  async outbox({ finishedLimit }: { finishedLimit: number }): Promise<OutboxRow[]> {
    const { finished, unfinished } = this.#opened().statements;
    const rows = [...finished.all(finishedLimit), ...unfinished.all()].map(outboxRow);
    return rows.sort((a, b) => a.position - b.position);
  }

  async pruneOutbox({ madeBeforeMs, limit }: { madeBeforeMs: number; limit: number }): Promise<number> {
    return Number(this.#opened().statements.pruneOutbox.run(madeBeforeMs, limit).changes);
  }

  async close(): Promise<void> {
    this.#open?.database.close();
    this.#open = undefined;
  }

  #opened() {
    if (!this.#open) throw new Error("the store is not open");
    return this.#open;
  }
}

function openDatabase(path: string): { database: DatabaseSync; statements: Statements } {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec("pragma journal_mode = wal; pragma synchronous = full;");
    layOut(database);
    const prepared = Object.entries(STATEMENTS).map(([name, sql]) => [name, database.prepare(sql)]);
    return { database, statements: Object.fromEntries(prepared) as Statements };
  } catch (error) {
    database.close();
    throw error;
  }
}

function layOut(database: DatabaseSync): void {
  const version = Number(database.prepare("pragma user_version").get()?.user_version);
  if (version > LAYOUTS.length) throw new Error(`the store has layout ${version}, made by a later version of the SDK`);
  if (version === LAYOUTS.length) return;
  const steps = LAYOUTS.slice(version).join("");
  database.exec(`begin immediate; ${steps} pragma user_version = ${LAYOUTS.length}; commit;`);
}

function write(statements: Statements, batch: StoreBatch): void {
  if (batch.device) statements.putDevice.run(JSON.stringify(batch.device));
  for (const row of batch.conversations ?? []) statements.putConversation.run(row.id, JSON.stringify(row));
  for (const row of batch.cursors ?? []) statements.putCursor.run(row.conversation, JSON.stringify(row));
  for (const row of batch.identities ?? []) statements.putIdentity.run(row.user, JSON.stringify(row));
  for (const key of batch.removedSettings ?? []) statements.removeSetting.run(key);
  for (const row of batch.settings ?? []) statements.putSetting.run(row.key, JSON.stringify(row));
  for (const { conversation, key } of batch.displaced ?? [])
    statements.removeMessage.run(conversation, key.term, key.n);
  for (const message of batch.messages ?? []) statements.addMessage.run(...messageValues(message));
  for (const messageId of batch.forgotten ?? []) statements.forgetOutbox.run(messageId);
  for (const row of batch.outbox ?? []) statements.putOutbox.run(...outboxValues(row));
}

function parsed(row: Row | undefined): unknown {
  return row && JSON.parse(String(row.row));
}

function messageValues(message: Message): SQLInputValue[] {
  const { conversation, key, messageId, sender, senderDevice, acceptedAtMs, change } = message;
  const place = [conversation, key.term, key.n, messageId, counterpartKey(message)];
  const from = [sender, senderDevice, message.own ? 1 : 0, acceptedAtMs];
  if (change) return [...place, ...from, GROUP_CHANGE, encodeChange(change), null];
  const content = parseContent(message.content);
  const kind = isQuietOne(content) ? QUIET : CONTENT;
  return [...place, ...from, kind, message.content, changedBy(content)?.messageId ?? null];
}

function messageOf(row: Row): Message {
  const content = row.content as Uint8Array;
  const isChange = row.kind === GROUP_CHANGE;
  return {
    conversation: row.conversation as ConversationId,
    ...counterpartOfKey(String(row.counterpart)),
    key: { term: Number(row.term), n: Number(row.n) },
    messageId: row.message_id as MessageId,
    sender: row.sender as UserId,
    senderDevice: row.sender_device as DeviceId,
    own: row.own === 1,
    acceptedAtMs: Number(row.accepted_at_ms),
    content: isChange ? NO_BYTES : content,
    change: isChange ? decodeChange(content) : undefined,
  };
}

/** `encoded` is left out when it is what the application gave: most of a store without encryption would be there twice. */
function outboxValues(row: OutboxRow): SQLInputValue[] {
  return [
    row.position,
    row.messageId,
    row.conversation,
    counterpartKey(row),
    row.kind,
    row.state,
    isFinished(row.state) ? 1 : 0,
    row.plain,
    row.encoded === row.plain ? null : row.encoded,
    row.madeAtMs,
    row.acceptedAtMs ?? null,
    row.key?.term ?? null,
    row.key?.n ?? null,
    row.code ?? null,
    row.formerMessageId ?? null,
  ];
}

function outboxRow(row: Row): OutboxRow {
  const plain = row.plain as Uint8Array;
  return {
    messageId: row.message_id as MessageId,
    position: Number(row.position),
    conversation: row.conversation as ConversationId,
    ...counterpartOfKey(String(row.counterpart)),
    kind: row.kind === GROUP_CHANGE ? GROUP_CHANGE : CONTENT,
    state: row.state as OutboxState,
    plain,
    encoded: (row.encoded as Uint8Array | null) ?? plain,
    madeAtMs: Number(row.made_at_ms),
    acceptedAtMs: (row.accepted_at_ms as number | null) ?? undefined,
    key: row.term === null ? undefined : { term: Number(row.term), n: Number(row.n) },
    code: (row.code as string | null) ?? undefined,
    formerMessageId: (row.former_message_id as MessageId | null) ?? undefined,
  };
}
