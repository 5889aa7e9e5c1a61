/** `Channels` over a connection. */

import {
  GROUP_ID_BYTES,
  LIMITS,
  ORIGIN,
  channelId,
  compareKeys,
  keyOf,
  messageIdAt,
  messageIdToBytes,
  parseChannelId,
  parseUserId,
  wire,
  type ChannelId,
  type MessageId,
  type OrderKey,
} from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Clock } from "../clock.ts";
import type { Events } from "../events.ts";
import { contentBytes } from "../outbox/content-bytes.ts";
import type { Random } from "../random.ts";
import type { ServerFrame } from "../session/connection.ts";
import type { RequestBody, ResponseFrame } from "../session/requests.ts";
import { ChannelFeed } from "./channel-feed.ts";
import type { ChannelInfo, ChannelPost, ChannelRole, Channels, Subscription } from "./contract.ts";
import { infoFrom, postFrom, subscriptionFrom } from "./from-wire.ts";

const POST_TRIES = 10;
const ID_RANDOM_BYTES = 10;
/** Above every number. */
const END: OrderKey = { term: 2 ** 31 - 1, n: Number.MAX_SAFE_INTEGER };
const WIRE_ROLES = {
  none: wire.ChannelRole.READER,
  poster: wire.ChannelRole.POSTER,
  admin: wire.ChannelRole.CHANNEL_ADMIN,
} as const;

export interface ChannelsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Events;
  /** @throws as Requests.ask. */
  readonly ask: (body: RequestBody) => Promise<ResponseFrame>;
}

export class ChannelsClient implements Channels {
  readonly #options: ChannelsOptions;
  readonly #feed: ChannelFeed;
  /** Of each channel, the post that the next one waits for. */
  readonly #posting = new Map<ChannelId, Promise<unknown>>();
  #isUsed = false;

  constructor(options: ChannelsOptions) {
    this.#options = options;
    const { events } = options;
    this.#feed = new ChannelFeed({ events, fetch: (channel, after) => this.#page(channel, { after }) });
    events.on("connection", ({ state }) => {
      if (state === "connected" && this.#isUsed) this.#listAgain();
    });
  }

  async create({ title }: { readonly title: string }): Promise<ChannelInfo> {
    const { clock, random } = this.#options;
    const channel = channelId(random.bytes(GROUP_ID_BYTES));
    const op = messageIdAt(clock.nowMs(), random.bytes(ID_RANDOM_BYTES));
    const { channel: answer } = await this.#ask({ createChannel: { channel, op, title: checkedTitle(title) } });
    return infoFrom(answer);
  }

  async rename(channel: string, title: string): Promise<ChannelInfo> {
    return this.#change({ channel: parseChannelId(channel), title: checkedTitle(title) });
  }

  async setRole(channel: string, user: string, role: Exclude<ChannelRole, "owner">): Promise<ChannelInfo> {
    const posters = [{ user: parseUserId(user), role: WIRE_ROLES[role] }];
    return this.#change({ channel: parseChannelId(channel), posters });
  }

  async info(channel: string): Promise<ChannelInfo> {
    const { channel: answer } = await this.#ask({ getChannel: { channel: parseChannelId(channel) } });
    return infoFrom(answer);
  }

  async subscribe(channel: string): Promise<Subscription> {
    const { channel: answer } = await this.#ask({ subscribeChannel: { channel: parseChannelId(channel) } });
    const subscription = subscriptionFrom(answer ?? {});
    this.#feed.named([subscription]);
    return subscription;
  }

  async unsubscribe(channel: string): Promise<void> {
    const id = parseChannelId(channel);
    await this.#ask({ unsubscribeChannel: { channel: id } });
    this.#feed.forget(id);
  }

  async list(): Promise<Subscription[]> {
    const all = new Map<ChannelId, Subscription>();
    for (let [offset, more] = [0, true]; more && offset <= LIMITS.subscriptionsMax;) {
      const { subscriptions } = await this.#ask({ listChannels: { offset } });
      const page = (subscriptions?.channels ?? []).map(subscriptionFrom);
      for (const one of page) all.set(one.id, one);
      offset += page.length;
      more = (subscriptions?.more ?? false) && page.length > 0;
    }
    this.#feed.named([...all.values()], { isAll: true });
    return [...all.values()];
  }

  async post(
    channel: string,
    content: Uint8Array | string,
    options: { readonly postId?: MessageId } = {},
  ): Promise<{ postId: MessageId; key: OrderKey }> {
    const id = parseChannelId(channel);
    const { clock, random } = this.#options;
    const postId = options.postId ?? messageIdAt(clock.nowMs(), random.bytes(ID_RANDOM_BYTES));
    const asked = { channel: id, messageId: messageIdToBytes(postId), content: contentBytes(content) };
    const before = this.#posting.get(id);
    const posting = (async () => {
      await before?.catch(() => undefined);
      return this.#repeated({ postToChannel: asked });
    })();
    this.#posting.set(id, posting);
    try {
      const { posted } = await posting;
      return { postId, key: keyOf(posted?.key) };
    } finally {
      if (this.#posting.get(id) === posting) this.#posting.delete(id);
    }
  }

  async *posts(
    channel: string,
    from: { readonly after: OrderKey } | { readonly before: OrderKey } = { before: END },
  ): AsyncIterableIterator<ChannelPost> {
    const id = parseChannelId(channel);
    const isAfter = "after" in from;
    let at = isAfter ? from.after : from.before;
    for (;;) {
      const { posts, through, head } = await this.#page(id, isAfter ? { after: at } : { before: at });
      yield* posts;
      const isMoving = compareKeys(through, at) !== 0;
      at = through;
      if (!isMoving || (isAfter ? compareKeys(at, head) >= 0 : compareKeys(at, ORIGIN) <= 0)) return;
    }
  }

  async markRead(channel: string, upTo?: OrderKey): Promise<void> {
    const id = parseChannelId(channel);
    const read = upTo ?? this.#feed.handed(id);
    if (read) await this.#ask({ markChannelRead: { channel: id, read } });
  }

  /** A frame of the server that is not about messages. */
  take({ channelPosts, channelHead, channelsChanged }: ServerFrame): void {
    if (channelPosts)
      this.#feed.posted(parseChannelId(channelPosts.channel ?? ""), (channelPosts.posts ?? []).map(postFrom));
    else if (channelHead) this.#feed.grown(parseChannelId(channelHead.channel ?? ""), keyOf(channelHead.head));
    else if (channelsChanged) {
      const channel = parseChannelId(channelsChanged.channel ?? "");
      const read = channelsChanged.read ? keyOf(channelsChanged.read) : undefined;
      if (!read && this.#isUsed) this.#listAgain();
      this.#options.events.emit("channels-changed", { channel, read });
    }
  }

  async #change(changeChannel: NonNullable<RequestBody["changeChannel"]>): Promise<ChannelInfo> {
    return infoFrom((await this.#ask({ changeChannel })).channel);
  }

  async #page(channel: ChannelId, from: { readonly after: OrderKey } | { readonly before: OrderKey }) {
    const { posts } = await this.#ask({ fetchPosts: { channel, limit: LIMITS.postsPerAnswerMax, ...from } });
    return {
      posts: (posts?.posts ?? []).map((post) => ({ ...postFrom(post), channel })),
      through: keyOf(posts?.through),
      head: keyOf(posts?.head),
    };
  }

  /** The first question is answered first: whoever listens begins after it. */
  async #ask(body: RequestBody): Promise<ResponseFrame> {
    if (!this.#isUsed) {
      this.#isUsed = true;
      if (!body.listChannels) await this.list();
    }
    return this.#options.ask(body);
  }

  async #repeated(body: RequestBody): Promise<ResponseFrame> {
    for (let left = POST_TRIES; ; left--) {
      try {
        return await this.#ask(body);
      } catch (error) {
        if (!(error instanceof ClientError) || error.code !== "REQUEST_TIMED_OUT" || left === 1) throw error;
      }
    }
  }

  #listAgain(): void {
    this.list().catch((error: unknown) => {
      // It is asked again with the next connection.
      if (error instanceof ClientError && error.code === "CLOSED") return;
      const shown = error instanceof ClientError ? error : new ClientError("SERVER_ERROR", { cause: error });
      this.#options.events.emit("error", shown);
    });
  }
}

function checkedTitle(title: string): Uint8Array {
  const bytes = new TextEncoder().encode(title);
  if (bytes.length > 0 && bytes.length <= LIMITS.channelTitleBytesMax) return bytes;
  throw new RangeError(`the title has ${bytes.length} bytes, not 1 to ${LIMITS.channelTitleBytesMax}`);
}
