/** What devices ask about channels. What another cell numbers is put to that cell, with the device's user as the one who asks. */

import type { CellId, ChannelId, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, ORIGIN, maxKey, wire } from "@cellwire/protocol";
import type { Notification } from "../flow/ports.ts";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { PlaceGroupOutcome } from "../forward/directory-client.ts";
import { parseMark } from "../forward/envelope.ts";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { Answer, ChannelAuthority, Question } from "./authority.ts";
import { RETRY_MS, checkedCreation, malformed, refuse } from "./authority.ts";
import type { FarChannels } from "./far-channels.ts";
import type { ChannelFeed } from "./feed.ts";
import { isHeld, rangeOf, readHeld } from "./reading.ts";
import type { ChannelStore } from "./store.ts";
import { channelNamed, parseTold, toWireChannel, type WireChannel } from "./wire.ts";

export const CHANNEL_KINDS = [
  "createChannel",
  "changeChannel",
  "getChannel",
  "subscribeChannel",
  "unsubscribeChannel",
  "listChannels",
  "postToChannel",
  "fetchPosts",
  "markChannelRead",
] as const;

type ChannelHandlers = Pick<RequestHandlers, (typeof CHANNEL_KINDS)[number]>;

export interface ChannelRequestsParts {
  readonly cell: CellId;
  readonly store: ChannelStore;
  readonly authority: ChannelAuthority;
  readonly far: FarChannels;
  readonly feed: Pick<ChannelFeed, "listen" | "unlisten">;
  readonly place: (request: { channel: ChannelId; op: string }) => Promise<PlaceGroupOutcome>;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
}

export function channelRequests(parts: ChannelRequestsParts): ChannelHandlers {
  const { store } = parts;
  return {
    createChannel: (asked, { user }) => create(parts, user, asked),
    changeChannel: (change, { user }) => atAuthority(parts, channelNamed(change.channel), { user, change }),
    getChannel: (asked, { user }) => info(parts, user, channelNamed(asked.channel)),
    subscribeChannel: (asked, from) => subscribe(parts, from, channelNamed(asked.channel)),
    unsubscribeChannel: async (asked, from) => {
      const channel = channelNamed(asked.channel);
      const isChanged = await store.unsubscribe(channel, from.user);
      parts.feed.unlisten(from, channel);
      if (isChanged) await tellOthers(parts, from, { channel });
      return {};
    },
    listChannels: ({ offset }, from) => list(parts, from, offset ?? 0),
    postToChannel: (post, { user }) => atAuthority(parts, channelNamed(post.channel), { user, post }),
    fetchPosts: (fetch) => fetchPosts(parts, fetch),
    markChannelRead: async ({ channel: id, read: asked }, from) => {
      const channel = channelNamed(id);
      const read = parseMark(asked);
      if (!read) throw malformed("read: an order key");
      const isMoved = await store.markRead(channel, from.user, read);
      if (isMoved === null) throw new RequestRefused("NOT_SUBSCRIBED");
      if (isMoved) await tellOthers(parts, from, { channel, read });
      return {};
    },
  };
}

async function create(
  { cell, authority, far, place }: ChannelRequestsParts,
  user: UserId,
  asked: cellwire.v1.CreateChannel.$Properties,
): Promise<Answer> {
  const channel = channelNamed(asked.channel);
  const { op } = checkedCreation(asked);
  const outcome = await place({ channel, op });
  if (outcome.kind === "taken") throw new RequestRefused("CHANNEL_EXISTS");
  if (outcome.kind === "noCapacity") throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_MS });
  const question = { user, create: asked };
  // The lookup verifies what the directory stated.
  const home = await far.authority(channel);
  return home === cell ? authority.answer(question, cell) : far.ask(home, question);
}

async function atAuthority(
  { cell, store, authority, far }: ChannelRequestsParts,
  channel: ChannelId,
  question: Question,
): Promise<Answer> {
  const [known] = await store.heads([channel]);
  const home = known?.authority ?? (await far.authority(channel));
  return home === cell ? authority.answer(question, cell) : far.ask(home, question);
}

async function info(parts: ChannelRequestsParts, user: UserId, channel: ChannelId): Promise<Answer> {
  const [answer, own] = await Promise.all([
    atAuthority(parts, channel, { get: { channel } }),
    parts.store.view(channel, user),
  ]);
  const { read: _foreign, ...told } = answer.channel ?? {};
  return { channel: { ...told, ...(own?.read && { read: own.read }) } };
}

async function subscribe(parts: ChannelRequestsParts, from: LinkedDevice, channel: ChannelId): Promise<Answer> {
  const { store, cell, far, feed } = parts;
  let code = await store.subscribe(channel, from.user);
  if (code === "UNKNOWN_CHANNEL") {
    const home = await far.authority(channel);
    if (home !== cell) {
      await follow(parts, home, channel);
      code = await store.subscribe(channel, from.user);
    }
  }
  refuse(code);
  const view = (await store.view(channel, from.user))!;
  const head = feed.listen(from, [{ channel, head: view.head }]).get(channel) ?? view.head;
  await tellOthers(parts, from, { channel });
  return { channel: { ...toWireChannel(channel, { ...view, head }), posters: [] } };
}

/** The authority knows that this cell wants the posts before the first of them can be missed. */
async function follow({ store, far }: ChannelRequestsParts, home: CellId, channel: ChannelId): Promise<void> {
  const { sync } = await far.ask(home, { sync: { counts: [{ channel, subscribers: 1 }] } });
  const told = (sync?.channels ?? []).map(parseTold).find((one) => one?.channel === channel);
  if (!told) throw new RequestRefused("UNKNOWN_CHANNEL");
  await store.follow(home, told);
}

async function list({ store, feed }: ChannelRequestsParts, from: LinkedDevice, offset: number) {
  const all = await store.subscriptions(from.user);
  // What was pushed since they were read is known by the feed.
  const heads = feed.listen(from, all, { isAll: true });
  const atOnce = LIMITS.subscriptionsPerAnswerMax;
  const channels: WireChannel[] = all
    .slice(offset, offset + atOnce)
    .map((one) => ({ ...one, head: maxKey(one.head, heads.get(one.channel) ?? ORIGIN) }));
  return { subscriptions: { channels, more: offset + atOnce < all.length } };
}

async function fetchPosts(parts: ChannelRequestsParts, fetch: cellwire.v1.FetchPosts.$Properties): Promise<Answer> {
  const { store, cell } = parts;
  const channel = channelNamed(fetch.channel);
  const range = rangeOf(fetch);
  const view = await store.view(channel, null);
  if (view && isHeld(view, range, cell)) return { posts: await readHeld(store, view, range) };
  return atAuthority(parts, channel, { fetch });
}

async function tellOthers(
  { notify }: ChannelRequestsParts,
  { user, device }: LinkedDevice,
  channelsChanged: cellwire.v1.ChannelsChanged.$Properties,
): Promise<void> {
  const frame = wire.ServerFrame.encode({ channelsChanged }).finish();
  await notify([{ users: [user], frame, exceptDevice: device }]);
}
