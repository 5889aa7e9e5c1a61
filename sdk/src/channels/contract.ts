/** Channels: few post, everybody who knows the id may read. docs/protocol.md, "Channels". */

import type { ChannelId, MessageId, OrderKey, UserId } from "@cellwire/protocol";

export type ChannelRole = "none" | "poster" | "admin" | "owner";

export interface ChannelPost {
  readonly channel: ChannelId;
  readonly key: OrderKey;
  readonly postId: MessageId;
  readonly sender: UserId;
  readonly content: Uint8Array;
  /** Unix milliseconds, by the clock of the channel's home cell. */
  readonly acceptedAtMs: number;
}

export interface ChannelInfo {
  readonly id: ChannelId;
  readonly title: string;
  /** Of the newest post; `{ term: 0, n: 0 }`: none. */
  readonly head: OrderKey;
  /** About. */
  readonly subscribers: number;
  /** The owner first. */
  readonly posters: readonly { readonly user: UserId; readonly role: ChannelRole }[];
}

export interface Subscription extends Omit<ChannelInfo, "posters"> {
  /** How far the user has read, on whatever device. */
  readonly read: OrderKey;
  /** Posts above it; about, after the channel's cell has lost its storage. */
  readonly unread: number;
}

export interface ChannelsChangedEvent {
  readonly channel: ChannelId;
  /** Set: it was marked as read up to here; undefined: it was subscribed to or unsubscribed from. */
  readonly read: OrderKey | undefined;
}

/**
 * Each call waits up to 30 s for a connection and the answer. From the first call of any of them on, the `channel-post` event has every post to the user's
 * channels: in order, without a gap and once, beginning after what was the head then. What was before, `posts` has.
 * @throws {ClientError} REQUEST_REFUSED (its reason is a code of the protocol's catalogue), REQUEST_TIMED_OUT, CLOSED.
 * @throws {RangeError} what is named is no channel, or no user.
 */
export interface Channels {
  /** The creator is its owner. Not subscribed to it. `title`: 1 byte to 1 KiB as UTF-8. */
  create(options: { readonly title: string }): Promise<ChannelInfo>;
  rename(channel: string, title: string): Promise<ChannelInfo>;
  /** By the owner and admins. The owner's role stays. */
  setRole(channel: string, user: string, role: Exclude<ChannelRole, "owner">): Promise<ChannelInfo>;
  info(channel: string): Promise<ChannelInfo>;

  /** Begins at the head. */
  subscribe(channel: string): Promise<Subscription>;
  unsubscribe(channel: string): Promise<void>;
  /** Those with the newest posts first. */
  list(): Promise<Subscription[]>;

  /**
   * Resolves when the post is durable and has its number; asks for five minutes under the same id. Posts of this client to one channel keep their order.
   * After a REQUEST_TIMED_OUT, or another run, the same `postId` has one effect. `content`: at most 64 KiB, text as UTF-8.
   */
  post(
    channel: string,
    content: Uint8Array | string,
    options?: { readonly postId?: MessageId },
  ): Promise<{ readonly postId: MessageId; readonly key: OrderKey }>;

  /** Reads as far as it is iterated: above `after` oldest first, else below `before` (default: from the newest) newest first. */
  posts(
    channel: string,
    from?: { readonly after: OrderKey } | { readonly before: OrderKey },
  ): AsyncIterableIterator<ChannelPost>;

  /** The user has read up to `upTo` (what was handed over last, when left out). Never goes back. */
  markRead(channel: string, upTo?: OrderKey): Promise<void>;
}
