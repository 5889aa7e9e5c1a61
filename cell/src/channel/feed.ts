/**
 * What the sockets of this gateway listen to, and how far each channel was pushed to them. Posts of a channel are pushed in order and without a gap: what is
 * missing is read from the table first. A socket that is full is told the head later.
 */

import type { ChannelId, OrderKey } from "@cellwire/protocol";
import { LIMITS, compareKeys, encodeServerFrame, follows, maxKey } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { ChannelMetrics } from "./metrics.ts";
import type { ChannelSocket } from "./push-lane.ts";
import { PushLane } from "./push-lane.ts";
import type { Post } from "./contract.ts";
import type { ChannelStore } from "./store.ts";
import { toWirePost } from "./wire.ts";

/** Whatever was not pushed, for whatever reason, is pushed after it. */
const SWEEP_INTERVAL_MS = 5_000;
/** A channel that is further behind is not read up: its listeners are told the head, and fetch. */
const PAGES_PER_READING_MAX = 4;

export interface ChannelFeedOptions {
  readonly store: Pick<ChannelStore, "heads" | "view" | "above">;
  readonly socketOf: (device: LinkedDevice) => ChannelSocket | undefined;
  readonly metrics: ChannelMetrics;
  readonly log: Logger;
  readonly lane?: PushLane;
}

interface Feed {
  readonly channel: ChannelId;
  /** Up to here it was pushed to those who listened then. */
  last: OrderKey;
  readonly listeners: Set<ChannelSocket>;
  /** Those that were not sent something. */
  readonly behind: Set<ChannelSocket>;
  reading: Promise<void> | undefined;
}

export class ChannelFeed implements Service {
  readonly name = "channel-feed";
  readonly #options: ChannelFeedOptions;
  readonly #loop: Loop;
  readonly #lane: PushLane;
  /** Of as many channels as sockets listen to: up to LIMITS.subscriptionsMax a socket. */
  readonly #feeds = new Map<ChannelId, Feed>();
  readonly #heard = new WeakMap<ChannelSocket, Set<ChannelId>>();

  constructor(options: ChannelFeedOptions) {
    this.#options = options;
    const { log, metrics } = options;
    this.#loop = new Loop({ name: this.name, intervalMs: SWEEP_INTERVAL_MS, runOnce: () => this.runOnce(), log });
    this.#lane = options.lane ?? new PushLane({ onWritten: (count) => void (metrics.pushed += count) });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.settled();
  }

  /** What was missing when this was called has been read. */
  async settled(): Promise<void> {
    await Promise.all([...this.#feeds.values()].flatMap(({ reading }) => (reading ? [reading] : [])));
  }

  /**
   * From now on the connection of this device, if it is here, is told what is posted above the answered head of each channel. `isAll`: and of no other
   * channel.
   */
  listen(
    device: LinkedDevice,
    channels: readonly { readonly channel: ChannelId; readonly head: OrderKey }[],
    { isAll = false } = {},
  ): Map<ChannelId, OrderKey> {
    const heads = new Map<ChannelId, OrderKey>();
    const socket = this.#options.socketOf(device);
    if (!socket) return heads;
    const heard = this.#heard.get(socket) ?? new Set();
    this.#heard.set(socket, heard);
    if (isAll) {
      const named = new Set(channels.map(({ channel }) => channel));
      for (const channel of heard) if (!named.has(channel)) this.#remove(socket, channel);
    }
    for (const { channel, head } of channels) {
      const feed = this.#feedOf(channel, head);
      feed.listeners.add(socket);
      heard.add(channel);
      heads.set(channel, maxKey(head, feed.last));
    }
    return heads;
  }

  unlisten(device: LinkedDevice, channel: ChannelId): void {
    const socket = this.#options.socketOf(device);
    if (socket) this.#remove(socket, channel);
  }

  /** New ones, ascending without a gap between them. Never throws. */
  posted(channel: ChannelId, posts: readonly Post[]): void {
    const feed = this.#feeds.get(channel);
    if (!feed) return;
    const fresh = posts.filter(({ key }) => compareKeys(key, feed.last) > 0);
    const first = fresh[0];
    if (!first) return;
    if (feed.reading || !follows(first.key, feed.last) || !this.#push(feed, fresh)) this.#readSoon(feed);
  }

  /** Pushes what was missed, tells those that fell behind, and forgets closed sockets. */
  async runOnce(): Promise<void> {
    const { store, metrics } = this.#options;
    metrics.listening = 0;
    for (const feed of this.#feeds.values()) {
      for (const socket of feed.listeners) if (!socket.isOpen) this.#remove(socket, feed.channel);
      metrics.listening += feed.listeners.size;
      this.#tellBehind(feed);
    }
    for (const { channel, head } of await store.heads([...this.#feeds.keys()])) {
      const feed = this.#feeds.get(channel);
      if (feed && compareKeys(head, feed.last) > 0) this.#readSoon(feed);
    }
  }

  #feedOf(channel: ChannelId, head: OrderKey): Feed {
    const known = this.#feeds.get(channel);
    if (known) return known;
    const feed: Feed = { channel, last: head, listeners: new Set(), behind: new Set(), reading: undefined };
    this.#feeds.set(channel, feed);
    return feed;
  }

  #remove(socket: ChannelSocket, channel: ChannelId): void {
    this.#heard.get(socket)?.delete(channel);
    const feed = this.#feeds.get(channel);
    if (!feed) return;
    feed.listeners.delete(socket);
    feed.behind.delete(socket);
    if (feed.listeners.size === 0) this.#feeds.delete(channel);
  }

  /** False: the lane is full. */
  #push(feed: Feed, posts: readonly Post[]): boolean {
    const frame = encodeServerFrame({ channelPosts: { channel: feed.channel, posts: posts.map(toWirePost) } });
    const isTaken = this.#lane.push(frame, this.#toAll(feed));
    if (isTaken) feed.last = posts.at(-1)!.key;
    return isTaken;
  }

  #toAll(feed: Feed) {
    const onFull = (socket: ChannelSocket) => {
      this.#options.metrics.dropped += 1;
      feed.behind.add(socket);
    };
    return { sockets: feed.listeners, onFull };
  }

  #tellBehind(feed: Feed): void {
    if (feed.behind.size === 0) return;
    const sockets = [...feed.behind];
    const frame = encodeServerFrame({ channelHead: { channel: feed.channel, head: feed.last } });
    feed.behind.clear();
    // Who is still full is behind again.
    const isTaken = this.#lane.push(frame, { ...this.#toAll(feed), sockets });
    if (!isTaken) for (const socket of sockets) feed.behind.add(socket);
  }

  #readSoon(feed: Feed): void {
    if (feed.reading) return;
    this.#options.metrics.reread += 1;
    // What cannot be read now is read by the next sweep.
    feed.reading = this.#read(feed)
      .catch((err: unknown) => this.#options.log.warn({ err, channel: feed.channel }, "posts could not be read"))
      .finally(() => (feed.reading = undefined));
  }

  async #read(feed: Feed): Promise<void> {
    const { store } = this.#options;
    for (let page = 0; page < PAGES_PER_READING_MAX; page++) {
      const view = await store.view(feed.channel, null);
      if (!view || compareKeys(view.head, feed.last) <= 0) return;
      const posts = await store.above(view.ref, feed.last, LIMITS.postsPerAnswerMax);
      if (posts.length === 0) feed.last = view.head;
      else if (!this.#push(feed, posts)) return;
    }
    const head = (await store.view(feed.channel, null))?.head ?? feed.last;
    if (compareKeys(head, feed.last) <= 0) return;
    const frame = encodeServerFrame({ channelHead: { channel: feed.channel, head } });
    if (this.#lane.push(frame, this.#toAll(feed))) feed.last = head;
  }
}
