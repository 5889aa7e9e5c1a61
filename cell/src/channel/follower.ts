/** Keeps up with the channels that other cells number: reports this cell's subscribers, and pulls what is new. */

import type { CellId, ChannelId } from "@cellwire/protocol";
import { LIMITS, compareKeys } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { PerCell } from "../forward/per-cell.ts";
import type { ChannelMetrics } from "./metrics.ts";
import type { FarChannels } from "./far-channels.ts";
import type { HeldHead, Post } from "./contract.ts";
import type { ChannelStore } from "./store.ts";
import { parsePostsAbove, parseTold } from "./wire.ts";

const INTERVAL_MS = 5_000;
const CHANNELS_PER_SYNC_MAX = 500;
const PULLS_AT_ONCE_MAX = 4;
const PULLS_WAITING_MAX = 10_000;
/** After it others have their turn. */
const PAGES_PER_PULL_MAX = 100;
const SETTLE_MS = 4_000;

export interface ChannelFollowerOptions {
  readonly store: ChannelStore;
  readonly far: Pick<FarChannels, "ask">;
  /** These are here now, in order. */
  readonly onPosts: (channel: ChannelId, posts: readonly Post[]) => void;
  readonly metrics: ChannelMetrics;
  readonly log: Logger;
}

type Followed = Awaited<ReturnType<ChannelStore["followed"]>>[number];

export class ChannelFollower implements Service {
  readonly name = "channel-follower";
  readonly #options: ChannelFollowerOptions;
  readonly #loop: Loop;
  readonly #syncs: PerCell;
  readonly #waiting = new Set<ChannelId>();
  readonly #running = new Map<ChannelId, Promise<void>>();
  #isStopped = false;

  constructor(options: ChannelFollowerOptions) {
    this.#options = options;
    const { log } = options;
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce: () => this.runOnce(), log });
    this.#syncs = new PerCell(this.name, log);
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loop.stop();
    await this.#syncs.settled(SETTLE_MS);
    await this.settled();
  }

  /** The pulls that were begun are through, and those that waited for them. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** One exchange with every cell that numbers a channel which is followed here. */
  async runOnce(): Promise<void> {
    const followed = await this.#options.store.followed();
    this.#options.metrics.followed = followed.length;
    for (const [cell, channels] of Map.groupBy(followed, ({ authority }) => authority))
      this.#syncs.start(cell, () => this.#sync(cell, channels));
    await this.#syncs.settled(SETTLE_MS);
  }

  /** `from` says that there is something new. */
  async hinted(from: CellId, channels: readonly ChannelId[]): Promise<void> {
    for (const { channel, authority, isFollowed } of await this.#options.store.heads(channels))
      if (isFollowed && authority === from) this.#pullSoon(channel);
  }

  async #sync(cell: CellId, channels: readonly Followed[]): Promise<void> {
    const { far, store } = this.#options;
    for (let at = 0; at < channels.length; at += CHANNELS_PER_SYNC_MAX) {
      const page = channels.slice(at, at + CHANNELS_PER_SYNC_MAX);
      const counts = page.map(({ channel, subscribers }) => ({ channel, subscribers }));
      const { sync } = await far.ask(cell, { sync: { counts } });
      const answered = (sync?.channels ?? []).map(parseTold).filter((told) => told !== undefined);
      await store.told(cell, answered);
      const held = new Map(page.map(({ channel, head }) => [channel, head]));
      for (const { channel, head } of answered) {
        const here = held.get(channel);
        if (here && compareKeys(head, here) > 0) this.#pullSoon(channel);
      }
      const left = page.filter(({ subscribers }) => subscribers === 0).map(({ channel }) => channel);
      if (left.length > 0) await store.giveUp(left);
    }
  }

  #pullSoon(channel: ChannelId): void {
    if (this.#isStopped) return;
    if (this.#waiting.size < PULLS_WAITING_MAX) this.#waiting.add(channel);
    this.#pullNext();
  }

  #pullNext(): void {
    for (const channel of this.#waiting) {
      if (this.#running.size >= PULLS_AT_ONCE_MAX) return;
      // It runs once more when it is through: what was new meanwhile may have come too late for it.
      if (this.#running.has(channel)) continue;
      this.#waiting.delete(channel);
      this.#running.set(channel, this.#pull(channel));
    }
  }

  /** Never rejects: what it did not get comes with the next exchange. */
  async #pull(channel: ChannelId): Promise<void> {
    try {
      await this.#pullAll(channel);
    } catch (err) {
      this.#options.log.warn({ err, channel }, "a channel could not be pulled");
    }
    this.#running.delete(channel);
    this.#pullNext();
  }

  async #pullAll(channel: ChannelId): Promise<void> {
    for (let page = 0; page < PAGES_PER_PULL_MAX && !this.#isStopped; page++) {
      const [held] = await this.#options.store.heads([channel]);
      if (!held?.isFollowed || !(await this.#pullPage(held))) return;
    }
  }

  /** Whether there is more. */
  async #pullPage({ channel, authority, head: after }: HeldHead): Promise<boolean> {
    const { far, store, onPosts, metrics, log } = this.#options;
    const { posts: answer } = await far.ask(authority, { fetch: { channel, after, limit: LIMITS.postsPerAnswerMax } });
    const range = answer && parsePostsAbove(after, answer);
    if (!range) {
      log.warn({ channel, peerCell: authority }, "the authority answers what is no range of posts");
      return false;
    }
    const { posts, through: head } = range;
    if (compareKeys(head, after) <= 0) return false;
    // Another forwarder may have been faster: then it has pushed them.
    if (await store.takePosts(channel, { after, head, posts })) {
      metrics.pulled += posts.length;
      if (posts.length > 0) onPosts(channel, posts);
    }
    return posts.length > 0;
  }
}
