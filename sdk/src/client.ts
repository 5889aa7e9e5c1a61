/** What an application sees of Cellwire. The contract suite in test/client-contract.ts holds every implementation to it. */

import type { ConversationId, DeviceId, MessageId, OrderKey, UserId } from "@cellwire/protocol";
import type { ClientError } from "./client-error.ts";
import type { ContentMethods, TimelineItem } from "./content/contract.ts";
import type { MessageReference } from "./content/envelope.ts";
import type { ChannelPost, Channels, ChannelsChangedEvent } from "./channels/contract.ts";
import type { ConversationView } from "./conversation-view.ts";
import type { Counterpart, Recipient } from "./counterpart.ts";
import type { Keys } from "./keys/contract.ts";
import type { Media } from "./media/contract.ts";
import type { Push } from "./push/push-client.ts";
import type { GroupMethods } from "./groups/contract.ts";
import type { GroupChange } from "./groups/group-change.ts";
import type { Message } from "./message.ts";
import type { People, PresenceView, TypingEvent } from "./people/contract.ts";
import type { Chats } from "./settings/contract.ts";
import type { SendHandle } from "./outbox/send-handle.ts";

export { type ConversationView } from "./conversation-view.ts";
export { textOf, type Message } from "./message.ts";

export interface Client extends GroupMethods, ContentMethods {
  /** Undefined until the first connect() or send() found it out. */
  readonly user: UserId | undefined;
  readonly device: DeviceId | undefined;
  readonly connection: ConnectionState;
  /** What is too large for a message. */
  readonly media: Media;
  /** How the cell wakes this device. */
  readonly push: Push;
  /** Privacy, blocks, presence and typing. */
  readonly people: People;
  /** Few post, many read. */
  readonly channels: Channels;
  /** Mutes, pins, archive and drafts, and the chats in the order in which a person sees them. */
  readonly chats: Chats;

  /** Device keys, signed device lists, prekeys. */
  readonly keys: Keys;

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
   * `to`: a user's id, or `{ group }`. `replyTo`: the message that this one answers, a Message or a TimelineItem.
   * @throws {RangeError} `to` is not the id of a user or a group, or is this user; `content` is too large.
   * @throws {ClientError} OUTBOX_FULL, CLOSED, STORE_FAILED.
   */
  send(
    to: Recipient,
    content: Uint8Array | string,
    options?: { readonly traceparent?: string | undefined; readonly replyTo?: MessageReference | undefined },
  ): Promise<SendHandle>;

  /**
   * The user has read up to `upTo` (everything handed over, when left out). Never goes back.
   * `conversation`: its id, the peer's user id, or `{ group }`.
   */
  markRead(conversation: Recipient, upTo?: OrderKey): Promise<void>;

  /** Newest message first. */
  conversations(): Promise<ConversationView[]>;

  /** Messages that this device sent, oldest first: all that are unfinished, and up to `limit` (100) finished ones. */
  outbox(options?: { readonly limit?: number }): Promise<OutboxEntry[]>;

  /** Messages held by this device, in order, above `after`. `conversation`: its id, the peer's user id, or `{ group }`. */
  messages(
    conversation: Recipient,
    options?: { readonly after?: OrderKey; readonly limit?: number },
  ): Promise<Message[]>;

  /**
   * The user's linked devices, oldest first. Waits up to 30 s for a connection and the answer.
   * @throws {ClientError} LIST_INVALID, REQUEST_REFUSED, REQUEST_TIMED_OUT, CLOSED.
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
  /**
   * A message that this device holds is another one now: it was edited, deleted or reacted to. Comes after the `message` event of what changed it.
   * Several changes may come as one.
   */
  readonly changed: TimelineItem;
  /** A message that was handed over before has another place: after its cell lost its storage, what the order had not kept comes anew. */
  readonly moved: MovedEvent;
  /** How far someone is: the peer, or, for `read`, this user on another device. Of members of a group nothing is told. */
  readonly receipt: ReceiptEvent;
  readonly outbox: OutboxEntry;
  /** Numbers that this device will not get. */
  readonly skip: SkipEvent;
  /** Everything that was there when the connection began has been handed over. */
  readonly "caught-up": Record<string, never>;
  readonly connection: ConnectionEvent;
  /** Another device of the user was linked, named or revoked. A hint: it may be missed. */
  readonly "devices-changed": Record<string, never>;
  /** Of a user whom this or another device of the user watches. Lossy: what was missed comes within a minute. */
  readonly presence: PresenceView;
  readonly typing: TypingEvent;
  /** Another device of the user changed settings, contacts or blocks. A hint: it may be missed. */
  readonly "privacy-changed": Record<string, never>;
  /** Settings of chats were changed, on this device or another one: list them anew. */
  readonly "chats-changed": Record<string, never>;
  readonly "identity-changed": IdentityChangedEvent;
  /** Of a channel that the user is subscribed to: see Channels. */
  readonly "channel-post": ChannelPost;
  /** By another device of the user. A hint: it may be missed. */
  readonly "channels-changed": ChannelsChangedEvent;
  /** Few one-time prekeys of this device are left: upload more. */
  readonly "prekeys-low": { readonly oneTimeLeft: number };
  readonly error: ClientError;
}

export type ReceiptEvent = Counterpart & {
  readonly conversation: ConversationId;
  readonly user: UserId;
  readonly delivered: OrderKey;
  readonly read: OrderKey;
};

/** `former`: where it was handed over, or moved to, before. */
export type MovedEvent = Message & { readonly former: OrderKey };

export type SkipEvent = Counterpart & {
  readonly conversation: ConversationId;
  /** Both included. */
  readonly from: OrderKey;
  readonly to: OrderKey;
  /**
   * expired | not_member | blocked | refused | pending_key | opened from the server; `server_cursor`: the server has
   * this device further on (a new device starts at the head); `not_sent`: the server had nothing for these numbers;
   * `undecodable`: the content codec failed, or the message is of a kind that this version of the SDK does not know.
   */
  readonly reason: string;
};

export type ConnectionState = "offline" | "connecting" | "connected" | "caught-up" | "stopped";

export interface ConnectionEvent {
  readonly state: ConnectionState;
  /** Why, for `offline` and `stopped`: a close name or number, or an error code. */
  readonly reason?: string;
  readonly cell?: string;
  readonly gateway?: string;
}

/** A user's device list is signed by another account key than before: a new start, or somebody in between. */
export interface IdentityChangedEvent {
  readonly user: UserId;
  /** In hexadecimal. */
  readonly formerAccountKey: string;
  readonly accountKey: string;
}

export interface DeviceView {
  readonly device: DeviceId;
  /** Empty when it has none. */
  readonly name: string;
  /** Unix milliseconds, by the clock of the home cell. */
  readonly linkedAtMs: number;
  /** True for the device that asks. */
  readonly own: boolean;
  /** Of its identity key, to be compared by eye; undefined: it has registered none. */
  readonly fingerprint: string | undefined;
  /** The user's signed list names it: encryption reaches it. */
  readonly signed: boolean;
}

export type OutboxState = "waiting" | "accepted" | "sequenced" | "refused" | "unknown";

export type OutboxEntry = Counterpart & {
  readonly messageId: MessageId;
  readonly conversation: ConversationId;
  readonly state: OutboxState;
  /** As in Message, like `change`. */
  readonly content: Uint8Array;
  readonly change: GroupChange | undefined;
  /** When the message was made, Unix milliseconds by the server-corrected clock. */
  readonly madeAtMs: number;
  readonly key?: OrderKey;
  readonly code?: string;
  /** The id that this message had until the server called it too far in the future. */
  readonly formerMessageId?: MessageId;
};
