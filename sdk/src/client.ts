/** What an application sees of Cellwire. The contract suite in test/client-contract.ts holds every implementation to it. */

import type { ConversationId, DeviceId, MessageId, OrderKey, UserId } from "@cellwire/protocol";
import type { ClientError } from "./client-error.ts";

export interface Client {
  /** Undefined until the first connect() or send() found it out. */
  readonly user: UserId | undefined;
  readonly device: DeviceId | undefined;
  readonly connection: ConnectionState;

  /**
   * Goes online and stays so, reconnecting by itself, until close(). Resolves at the first welcome. Attach listeners
   * before: what was stored but not handed over by an earlier run comes at once.
   * @throws {ClientError} STOPPED when the server said not to come back; CLOSED after close().
   */
  connect(): Promise<void>;

  /** Reports the last cursors, goes offline, closes the store. Outcomes that are still open reject with CLOSED. */
  close(): Promise<void>;

  /**
   * Resolves when the message is durable in the outbox of the store, online or not; what becomes of it, the handle and
   * the `outbox` event tell. `content`: at most 64 KiB, text as UTF-8. `traceparent`: the W3C Trace Context that the cells
   * continue; it is not stored, so that a message sent by a later run is in no trace.
   * @throws {RangeError} `peer` is not a user id, or is this user; `content` is too large.
   * @throws {ClientError} OUTBOX_FULL, CLOSED, STORE_FAILED.
   */
  send(
    peer: string,
    content: Uint8Array | string,
    options?: { readonly traceparent?: string | undefined },
  ): Promise<SendHandle>;

  /**
   * The user has read up to `upTo` (everything handed over, when left out). Never goes back.
   * `conversation`: its id, or the peer's user id.
   */
  markRead(conversation: string, upTo?: OrderKey): Promise<void>;

  /** Newest message first. */
  conversations(): Promise<ConversationView[]>;

  /** Messages that this device sent, oldest first: all that are unfinished, and up to `limit` (100) finished ones. */
  outbox(options?: { readonly limit?: number }): Promise<OutboxEntry[]>;

  /** Messages held by this device, in order, above `after`. `conversation`: its id, or the peer's user id. */
  messages(conversation: string, options?: { readonly after?: OrderKey; readonly limit?: number }): Promise<Message[]>;

  /**
   * The user's linked devices, oldest first. Waits up to 30 s for a connection and the answer.
   * @throws {ClientError} REQUEST_REFUSED, REQUEST_TIMED_OUT, CLOSED.
   */
  devices(): Promise<DeviceView[]>;

  /**
   * What the user calls a device: up to 128 bytes as UTF-8, without control characters; empty takes the name away.
   * @throws {ClientError} REQUEST_REFUSED (DEVICE_UNKNOWN, MALFORMED), REQUEST_TIMED_OUT, CLOSED.
   */
  nameDevice(device: string, name: string): Promise<void>;

  /**
   * Locks a device of the user out for good, this one included: it is disconnected at once, and what was on its way to
   * it does not arrive. The last device goes only with `evenLast`.
   * @throws {ClientError} REQUEST_REFUSED (DEVICE_UNKNOWN, LAST_DEVICE), REQUEST_TIMED_OUT, CLOSED.
   */
  revokeDevice(device: string, options?: { readonly evenLast?: boolean }): Promise<void>;

  /**
   * Messages as they are handed over, from now on. When the loop is slower than the network, at most 64 wait here;
   * then the device takes no more, its cursors stand still, and the server stops pushing. Ends with close().
   */
  incoming(): AsyncIterableIterator<Message>;

  /** Returns the function that removes the listener. Listeners run synchronously, in the order they were added. */
  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void;
}

export interface ClientEvents {
  /** Every message of every conversation, own ones too: in key order, without gaps, once. Durable before. */
  readonly message: Message;
  /** How far someone is: the peer, or, for `read`, this user on another device. */
  readonly receipt: ReceiptEvent;
  readonly outbox: OutboxEntry;
  /** Numbers that this device will not get. */
  readonly skip: SkipEvent;
  /** Everything that was there when the connection began has been handed over. */
  readonly "caught-up": Record<string, never>;
  readonly connection: ConnectionEvent;
  /** Another device of the user was linked, named or revoked. A hint: it may be missed. */
  readonly "devices-changed": Record<string, never>;
  readonly error: ClientError;
}

export interface Message {
  readonly conversation: ConversationId;
  readonly peer: UserId;
  readonly key: OrderKey;
  readonly messageId: MessageId;
  readonly sender: UserId;
  readonly senderDevice: DeviceId;
  /** True when this user sent it, from this or another device. */
  readonly own: boolean;
  /** Unix milliseconds, by the clock of the sender's home cell; 0 when unknown. */
  readonly acceptedAtMs: number;
  readonly content: Uint8Array;
}

/** `content` as text. Bytes that are not UTF-8 become U+FFFD. */
export function textOf(message: { readonly content: Uint8Array }): string {
  return new TextDecoder().decode(message.content);
}

export interface ReceiptEvent {
  readonly conversation: ConversationId;
  readonly peer: UserId;
  readonly user: UserId;
  readonly delivered: OrderKey;
  readonly read: OrderKey;
}

export interface SkipEvent {
  readonly conversation: ConversationId;
  readonly peer: UserId;
  /** Both included. */
  readonly from: OrderKey;
  readonly to: OrderKey;
  /**
   * expired | not_member | blocked | refused | pending_key | opened from the server; `server_cursor`: the server has
   * this device further on (a new device starts at the head); `not_sent`: the server had nothing for these numbers;
   * `undecodable`: the content codec failed.
   */
  readonly reason: string;
}

export type ConnectionState = "offline" | "connecting" | "connected" | "caught-up" | "stopped";

export interface ConnectionEvent {
  readonly state: ConnectionState;
  /** Why, for `offline` and `stopped`: a close name or number, or an error code. */
  readonly reason?: string;
  readonly cell?: string;
  readonly gateway?: string;
}

export interface ConversationView {
  readonly id: ConversationId;
  readonly peer: UserId;
  /** Messages of the peer above the own read mark; 1000 means "1000 or more". */
  readonly unread: number;
  readonly head: OrderKey;
  readonly read: OrderKey;
  readonly peerDelivered: OrderKey;
  readonly peerRead: OrderKey;
  readonly lastMessage?: Message;
}

export interface DeviceView {
  readonly device: DeviceId;
  /** Empty when it has none. */
  readonly name: string;
  /** Unix milliseconds, by the clock of the home cell. */
  readonly linkedAtMs: number;
  /** True for the device that asks. */
  readonly own: boolean;
}

export type OutboxState = "waiting" | "accepted" | "sequenced" | "refused" | "unknown";

export interface OutboxEntry {
  readonly messageId: MessageId;
  readonly conversation: ConversationId;
  readonly peer: UserId;
  readonly state: OutboxState;
  readonly content: Uint8Array;
  /** When the message was made, Unix milliseconds by the server-corrected clock. */
  readonly madeAtMs: number;
  readonly key?: OrderKey;
  readonly code?: string;
  /** The id that this message had until the server called it too far in the future. */
  readonly formerMessageId?: MessageId;
}

export interface SendHandle {
  /** Changes at most once, when the server refuses the id as ID_FROM_FUTURE, so surely never took it. */
  readonly messageId: MessageId;
  /** The first answer. */
  readonly accepted: Promise<Outcome>;
  /** The last word: sequenced, refused or unknown. */
  readonly sequenced: Promise<Outcome>;
}

export type Outcome =
  /** Durable in the home cell. */
  | { readonly state: "accepted" }
  /** Has its place in the conversation. */
  | { readonly state: "sequenced"; readonly key: OrderKey }
  /** Will never be delivered. `code`: see the error catalogue of the protocol. */
  | { readonly state: "refused"; readonly code: string }
  /** Too late to be decided whether it was sent. */
  | { readonly state: "unknown" };
