/** Hands over the posts of the user's channels in order: what a push left out is fetched first. */

import { compareKeys, follows, maxKey, type ChannelId, type OrderKey } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Events } from "../events.ts";
import type { ChannelPost, Subscription } from "./contract.ts";

interface Followed {
  /** Handed over up to here; undefined: it is not known yet where to begin. */
  handed: OrderKey | undefined;
  head: OrderKey;
  isFetching: boolean;
}

export interface ChannelFeedOptions {
  readonly events: Events;
  readonly fetch: (
    channel: ChannelId,
    after: OrderKey,
  ) => Promise<{ posts: readonly ChannelPost[]; through: OrderKey; head: OrderKey }>;
}

export class ChannelFeed {
  readonly #options: ChannelFeedOptions;
  /** At most as many as a user may subscribe to, and those just unsubscribed from. */
  readonly #followed = new Map<ChannelId, Followed>();

  constructor(options: ChannelFeedOptions) {
    this.#options = options;
  }

  handed(channel: ChannelId): OrderKey | undefined {
    return this.#followed.get(channel)?.handed;
  }

  forget(channel: ChannelId): void {
    this.#followed.delete(channel);
  }

  /** The server has named these, with their heads of now. `isAll`: and there are no others. */
  named(subscriptions: readonly Subscription[], { isAll = false } = {}): void {
    const ids = new Set(subscriptions.map(({ id }) => id));
    if (isAll) for (const channel of this.#followed.keys()) if (!ids.has(channel)) this.#followed.delete(channel);
    for (const { id, head } of subscriptions) {
      this.#of(id, head).handed ??= head;
      this.grown(id, head);
    }
  }

  posted(channel: ChannelId, posts: readonly Omit<ChannelPost, "channel">[]): void {
    for (const post of posts) {
      const { key } = post;
      const followed = this.#of(channel, key);
      followed.head = maxKey(followed.head, key);
      const { handed, isFetching } = followed;
      if (handed && !isFetching && follows(key, handed)) this.#hand(followed, { ...post, channel });
    }
    this.#fetchMissing(channel);
  }

  grown(channel: ChannelId, head: OrderKey): void {
    const followed = this.#of(channel, head);
    followed.head = maxKey(followed.head, head);
    this.#fetchMissing(channel);
  }

  #of(channel: ChannelId, head: OrderKey): Followed {
    let followed = this.#followed.get(channel);
    if (!followed) {
      followed = { handed: undefined, head, isFetching: false };
      this.#followed.set(channel, followed);
    }
    return followed;
  }

  #hand(followed: Followed, post: ChannelPost): void {
    followed.handed = post.key;
    this.#options.events.emit("channel-post", post);
  }

  #fetchMissing(channel: ChannelId): void {
    const followed = this.#followed.get(channel);
    if (!followed?.handed || followed.isFetching || compareKeys(followed.handed, followed.head) >= 0) return;
    followed.isFetching = true;
    this.#fetchAll(channel, followed).then(
      (isComplete) => {
        followed.isFetching = false;
        // What came in this very moment.
        if (isComplete) this.#fetchMissing(channel);
      },
      (error: unknown) => {
        // With the next connection, or post, it is tried again.
        followed.isFetching = false;
        if (error instanceof ClientError && error.code === "CLOSED") return;
        const shown = error instanceof ClientError ? error : new ClientError("SERVER_ERROR", { cause: error });
        this.#options.events.emit("error", shown);
      },
    );
  }

  /** False: the cell does not have what it said there is. */
  async #fetchAll(channel: ChannelId, followed: Followed): Promise<boolean> {
    while (this.#followed.get(channel) === followed && compareKeys(followed.handed!, followed.head) < 0) {
      const { posts, through } = await this.#options.fetch(channel, followed.handed!);
      for (const post of posts) if (compareKeys(post.key, followed.handed!) > 0) this.#hand(followed, post);
      // What expired is not waited for.
      if (compareKeys(through, followed.handed!) > 0) followed.handed = through;
      else if (posts.length === 0) return false;
    }
    return true;
  }
}
