/** Channels on the wire: from what the cell speaks of, and back. What comes in is parsed. */

import type { ChannelId, OrderKey, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, ORIGIN, compareKeys, isChannelId, isMessageIdBytes, isUserId } from "@cellwire/protocol";
import { RequestRefused } from "../flow/requests.ts";
import { parseKey, parseMark } from "../forward/envelope.ts";
import type { ChannelView, Post, Told } from "./contract.ts";

export type WireChannel = cellwire.v1.Channel.$Properties;
export type WirePosts = cellwire.v1.Posts.$Properties;

export function toWirePost({
  key,
  messageId,
  sender,
  content,
  acceptedAtMs,
}: Post): cellwire.v1.ChannelPost.$Properties {
  return { key, messageId, sender, content, acceptedAtMs };
}

export function toWireChannel(channel: ChannelId, view: ChannelView): WireChannel {
  const { title, head, subscribers, posters, read } = view;
  return { channel, title, head, subscribers, posters: [...posters], ...(read && { read }) };
}

/** undefined: ill-formed. */
export function parsePost(post: cellwire.v1.ChannelPost.$Properties): Post | undefined {
  const { messageId, sender = "", content = new Uint8Array(0), acceptedAtMs = 0 } = post;
  const key = parseKey(post.key ?? {});
  if (!key || !messageId || !isMessageIdBytes(messageId) || !isUserId(sender ?? "")) return undefined;
  if ((content?.length ?? 0) > LIMITS.contentBytesMax || !Number.isSafeInteger(acceptedAtMs ?? 0)) return undefined;
  return {
    key,
    messageId,
    sender: sender as UserId,
    content: content ?? new Uint8Array(0),
    acceptedAtMs: acceptedAtMs ?? 0,
  };
}

/** What lies above `after`, in order; undefined: it contradicts itself. */
export function parsePostsAbove(after: OrderKey, answer: WirePosts) {
  const posts: Post[] = [];
  const through = parseMark(answer.through);
  let last = after;
  for (const wirePost of answer.posts ?? []) {
    const post = parsePost(wirePost);
    if (!post || compareKeys(post.key, last) <= 0) return undefined;
    posts.push(post);
    last = post.key;
  }
  if (!through || compareKeys(through, last) < 0 || posts.length > LIMITS.postsPerAnswerMax) return undefined;
  return { posts, through };
}

export function parseTold({ channel, title, head, subscribers }: WireChannel): Told | undefined {
  if (!isChannelId(channel ?? "")) return undefined;
  if ((title?.length ?? 0) > LIMITS.channelTitleBytesMax || !Number.isSafeInteger(subscribers ?? 0)) return undefined;
  const parsed = head && (head.n ?? 0) > 0 ? parseKey(head) : ORIGIN;
  if (!parsed) return undefined;
  return {
    channel: channel as ChannelId,
    title: title ?? new Uint8Array(0),
    head: parsed,
    subscribers: subscribers ?? 0,
  };
}

/** @throws {RequestRefused} */
export function channelNamed(id: string | null | undefined): ChannelId {
  if (id && isChannelId(id)) return id;
  throw new RequestRefused("UNKNOWN_CHANNEL", { detail: "channel: 26 digits of Crockford's base 32 in lower case" });
}
