/** Channels as applications see them, from the wire. */

import {
  keyOf,
  messageIdFromBytes,
  parseChannelId,
  parseUserId,
  wire,
  type ChannelId,
  type OrderKey,
  type cellwire,
} from "@cellwire/protocol";
import type { ChannelInfo, ChannelPost, ChannelRole, Subscription } from "./contract.ts";

const { POSTER, CHANNEL_ADMIN, OWNER } = wire.ChannelRole;
const ROLES = new Map<number, ChannelRole>([
  [POSTER, "poster"],
  [CHANNEL_ADMIN, "admin"],
  [OWNER, "owner"],
]);

type WireChannel = cellwire.v1.Channel.$Properties;

export function infoFrom(channel: WireChannel | null | undefined): ChannelInfo {
  const posters = (channel?.posters ?? []).map(({ user, role }) => ({
    user: parseUserId(user ?? ""),
    role: ROLES.get(role ?? 0) ?? "none",
  }));
  return { ...shared(channel ?? {}), posters };
}

export function subscriptionFrom(channel: WireChannel): Subscription {
  const { head, ...rest } = shared(channel);
  const read = keyOf(channel.read);
  return { ...rest, head, read, unread: unreadOf(head, read) };
}

/** The channel is named by what it came in. */
export function postFrom(post: cellwire.v1.ChannelPost.$Properties): Omit<ChannelPost, "channel"> {
  return {
    key: keyOf(post.key),
    postId: messageIdFromBytes(post.messageId ?? new Uint8Array(0)),
    sender: parseUserId(post.sender ?? ""),
    content: post.content ?? new Uint8Array(0),
    acceptedAtMs: post.acceptedAtMs ?? 0,
  };
}

function shared({ channel, title, head, subscribers }: WireChannel): {
  id: ChannelId;
  title: string;
  head: OrderKey;
  subscribers: number;
} {
  const text = new TextDecoder().decode(title ?? new Uint8Array(0));
  return { id: parseChannelId(channel ?? ""), title: text, head: keyOf(head), subscribers: subscribers ?? 0 };
}

function unreadOf(head: OrderKey, read: OrderKey): number {
  return head.term === read.term ? Math.max(0, head.n - read.n) : head.n;
}
