/** What a cell knows of channels. */

import type { CellId, ChannelId, ErrorCode, OrderKey, UserId, cellwire } from "@cellwire/protocol";

export interface Post {
  readonly key: OrderKey;
  /** 16 bytes. */
  readonly messageId: Uint8Array;
  readonly sender: UserId;
  readonly content: Uint8Array;
  readonly acceptedAtMs: number;
}

export interface Subscribed {
  readonly channel: ChannelId;
  readonly title: Uint8Array;
  readonly head: OrderKey;
  readonly read: OrderKey;
  readonly subscribers: number;
}

export interface ChannelView {
  /** Its name in this database. */
  readonly ref: number;
  readonly authority: CellId;
  readonly title: Uint8Array;
  readonly head: OrderKey;
  /** This cell holds what lies above it. */
  readonly base: OrderKey;
  /** Numbered elsewhere, and pulled from there. */
  readonly isFollowed: boolean;
  readonly subscribers: number;
  readonly posters: readonly { readonly user: UserId; readonly role: cellwire.v1.ChannelRole }[];
  /** null: not subscribed. */
  readonly read: OrderKey | null;
}

export interface HeldHead {
  readonly channel: ChannelId;
  readonly authority: CellId;
  readonly head: OrderKey;
  readonly isFollowed: boolean;
}

/** What the authority says of a channel to a cell that follows it. */
export interface Told {
  readonly channel: ChannelId;
  readonly title: Uint8Array;
  readonly head: OrderKey;
  readonly subscribers: number;
}

export interface PostOutcome {
  /** Empty: it has its number. */
  readonly code: ErrorCode | "";
  readonly key: OrderKey;
  readonly acceptedAtMs: number;
  readonly isNew: boolean;
}
