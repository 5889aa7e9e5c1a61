/** Ranges of posts, as far as this cell holds them. */

import type { OrderKey, cellwire } from "@cellwire/protocol";
import { LIMITS, compareKeys, maxKey } from "@cellwire/protocol";
import { RequestRefused } from "../flow/requests.ts";
import { parseMark } from "../forward/envelope.ts";
import type { ChannelView } from "./contract.ts";
import type { ChannelStore } from "./store.ts";
import { channelNamed, toWirePost, type WirePosts } from "./wire.ts";

type Asked = cellwire.v1.FetchPosts.$Properties;

export interface PostRange {
  /** Above it, oldest first; or below it, newest first. */
  readonly from: OrderKey;
  readonly isBelow: boolean;
  readonly limit: number;
}

/** @throws {RequestRefused} */
export function rangeOf({ after, before, limit }: Asked): PostRange {
  const from = parseMark(before ?? after);
  if (!from) throw new RequestRefused("MALFORMED", { detail: "after or before: an order key" });
  const { postsPerAnswerMax } = LIMITS;
  return {
    from,
    isBelow: Boolean(before),
    limit: Math.min(Math.max(limit || postsPerAnswerMax, 1), postsPerAnswerMax),
  };
}

/** Whether the next posts of the range are here, if they are anywhere. */
export function isHeld(
  { base, isFollowed, authority }: ChannelView,
  { from, isBelow }: PostRange,
  cell: string,
): boolean {
  if (authority === cell) return true;
  if (!isFollowed) return false;
  return isBelow ? compareKeys(from, base) > 0 : compareKeys(from, base) >= 0;
}

/** @throws {RequestRefused} the channel is not known here. */
export async function readPosts(store: ChannelStore, asked: Asked): Promise<WirePosts> {
  const view = await store.view(channelNamed(asked.channel), null);
  if (!view) throw new RequestRefused("UNKNOWN_CHANNEL");
  return readHeld(store, view, rangeOf(asked));
}

export async function readHeld(store: ChannelStore, view: ChannelView, range: PostRange): Promise<WirePosts> {
  const { ref, head, base } = view;
  const { from, isBelow, limit } = range;
  const posts = isBelow ? await store.below(ref, { before: from, base, limit }) : await store.above(ref, from, limit);
  const last = posts.at(-1)?.key;
  const through = last ?? (isBelow ? base : maxKey(head, from));
  // A post may have come between the two reads.
  return { posts: posts.map(toWirePost), through, head: isBelow ? head : maxKey(head, last ?? head) };
}
