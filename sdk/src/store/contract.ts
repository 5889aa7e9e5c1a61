/**
 * What the SDK keeps on the device. A store belongs to one device of one user, and one client uses it at a time.
 * Rows are values: a store keeps what it was given and never changes it. The conformance suite is test/store-conformance.ts.
 */

import type { CellId, cellwire, ConversationId, DeviceId, MessageId, OrderKey, UserId } from "@cellwire/protocol";
import type { Message, OutboxState } from "../client.ts";
import type { Counterpart } from "../counterpart.ts";

export interface Store {
  /** Everything but messages and finished outbox rows. May be called again after close(). */
  open(): Promise<StoreSnapshot>;

  /**
   * Atomic: all of the batch or nothing, also when the process or the machine dies on the way. Durable when it
   * resolves, as far as the medium allows (memory lasts as long as the object). Rows replace those of the same key; a
   * message whose (conversation, key) is there already stays as it is.
   */
  commit(batch: StoreBatch): Promise<void>;

  /** In key order, above `after`, at most `limit`; with `before`, the last ones below that. */
  messages(range: {
    conversation: ConversationId;
    after: OrderKey;
    before?: OrderKey | undefined;
    limit: number;
  }): Promise<Message[]>;

  /** The last one that is not quiet: that changes no other one (content/envelope.ts). */
  lastMessage(conversation: ConversationId): Promise<Message | undefined>;

  /** Those of these ids that are held, in whatever order. Several users may have made the same id. */
  messagesById(named: { conversation: ConversationId; messageIds: readonly MessageId[] }): Promise<Message[]>;

  /** Messages that change one of these ids, in key order, the last `limit`. */
  changesOf(named: {
    conversation: ConversationId;
    messageIds: readonly MessageId[];
    limit: number;
  }): Promise<Message[]>;

  /**
   * Messages in (after, through] that the user did not send, without changes of the group: those that can be unread, or, with `isQuiet`, those
   * that change another message.
   */
  countOthers(range: {
    conversation: ConversationId;
    after: OrderKey;
    through: OrderKey;
    isQuiet?: boolean;
  }): Promise<number>;

  /** By position: all unfinished rows (waiting, accepted), and the newest `finishedLimit` of the finished. */
  outbox(options: { finishedLimit: number }): Promise<OutboxRow[]>;

  /** Removes at most `limit` finished outbox rows made before `madeBeforeMs`. Returns how many. */
  pruneOutbox(options: { madeBeforeMs: number; limit: number }): Promise<number>;

  close(): Promise<void>;
}

export interface StoreSnapshot {
  readonly device: DeviceRow | undefined;
  readonly conversations: readonly ConversationRow[];
  readonly cursors: readonly CursorRow[];
  /** Waiting and accepted, by position. */
  readonly unfinished: readonly OutboxRow[];
  readonly identities: readonly IdentityRow[];
  readonly settings: readonly SettingRow[];
  readonly newestMessageId: MessageId | undefined;
  readonly lastPosition: number;
}

/** What is believed of a user's signed device list. */
export interface IdentityRow {
  readonly user: UserId;
  /** The newest version that was seen. */
  readonly version: number;
  /** In hexadecimal, as all keys here. */
  readonly accountKey: string;
  readonly signature: string;
}

/** What this device believes of a setting that the user's devices share. */
export interface SettingRow {
  /** In hexadecimal. */
  readonly key: string;
  /** Plain, as settings/chat-settings.ts writes it. */
  readonly value: string;
  /** Of the home cell, when `value` was last merged with what is there; 0: it had none. */
  readonly revision: number;
  /** Changed here, and not put there yet. */
  readonly isDirty: boolean;
}

/** The keys of this device. Whoever reads them can pose as it. */
export interface KeysRow {
  readonly identity: SigningKeyRow | undefined;
  /** Of the user; undefined: this device was not approved. */
  readonly account: SigningKeyRow | undefined;
  /** It has had its part in the user's list once. */
  readonly hasSettled: boolean;
}

/** Ed25519, in hexadecimal. */
export interface SigningKeyRow {
  readonly publicKey: string;
  readonly seed: string;
}

export interface StoreBatch {
  readonly device?: DeviceRow;
  readonly conversations?: readonly ConversationRow[];
  readonly cursors?: readonly CursorRow[];
  /** Messages to remove, before `messages` are written: they got another place. */
  readonly displaced?: readonly Pick<Message, "conversation" | "key">[];
  readonly messages?: readonly Message[];
  readonly identities?: readonly IdentityRow[];
  readonly settings?: readonly SettingRow[];
  /** Keys of settings to remove, before `settings` are written. */
  readonly removedSettings?: readonly string[];
  readonly outbox?: readonly OutboxRow[];
  /** Outbox rows to remove, before `outbox` is written. */
  readonly forgotten?: readonly MessageId[];
}

export interface DeviceRow {
  readonly device: DeviceId;
  /** Random name of this store: the server notices by it when a device has lost its store. */
  readonly storeId: string;
  readonly user: UserId | undefined;
  readonly refusalsThrough: number;
  /** When the last connection began that caught up: what changed in its cell before is known here. */
  readonly caughtUp: { readonly cell: string; readonly serverTimeMs: number } | undefined;
  readonly home: HomeRow | undefined;
  /** The incarnation of a cell's storage that has what this device sent. Undefined: no cell has named one yet. */
  readonly storage?: { readonly cell: string; readonly generation: number } | undefined;
  /** Where the settings that are held come from, and the revision up to which that cell's are all here. Undefined: nowhere yet. */
  readonly settings?: { readonly cell: string; readonly generation: number; readonly through: number } | undefined;
  /** Undefined: none were made yet. */
  readonly keys?: KeysRow | undefined;
}

/** Where the user lives, so that a reconnect needs no directory. Times are Unix milliseconds. */
export interface HomeRow {
  readonly cell: CellId;
  readonly epoch: number;
  readonly gateways: readonly string[];
  readonly refreshedAtMs: number;
  readonly tickets: readonly TicketRow[];
}

export interface TicketRow {
  readonly kind: "ticket" | "resume";
  readonly ticket: string;
  readonly expiresAtMs: number;
}

/** What is known of a conversation, except how far this device is. */
export type ConversationRow = Counterpart & {
  readonly id: ConversationId;
  readonly head: OrderKey;
  readonly read: OrderKey;
  readonly reportedRead: OrderKey;
  readonly peerDelivered: OrderKey;
  readonly peerRead: OrderKey;
  readonly unread: number;
  /** Messages up to here are part of `unread`. */
  readonly countedThrough: OrderKey;
};

/** Written together with the messages that it covers, and by nothing else. */
export interface CursorRow {
  readonly conversation: ConversationId;
  /** Held here, contiguous. */
  readonly delivered: OrderKey;
  /** Handed to the application; what lies between the two is handed over at the next start. */
  readonly handed: OrderKey;
}

export type OutboxRow = Counterpart & {
  readonly messageId: MessageId;
  /** Order of sending on this device, from 1. */
  readonly position: number;
  readonly conversation: ConversationId;
  readonly kind: cellwire.v1.MessageKind;
  readonly state: OutboxState;
  /** As the application gave it; a change as it is transmitted. */
  readonly plain: Uint8Array;
  /** As it is transmitted. */
  readonly encoded: Uint8Array;
  readonly madeAtMs: number;
  readonly acceptedAtMs: number | undefined;
  readonly key: OrderKey | undefined;
  readonly code: string | undefined;
  readonly formerMessageId: MessageId | undefined;
};

export function isFinished(state: OutboxState): boolean {
  return state !== "waiting" && state !== "accepted";
}
