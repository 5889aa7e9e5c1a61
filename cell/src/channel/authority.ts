/** What is asked of the cell that numbers a channel, by its own gateways and by other cells alike. */

import type { CellId, ChannelId, ErrorCode, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, isMessageIdBytes, isUserId, messageIdFromBytes, messageIdTimeMs, wire } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { Homes } from "../keys/homes.ts";
import { readPosts } from "./reading.ts";
import type { Post } from "./contract.ts";
import type { ChannelStore } from "./store.ts";
import { channelNamed, toWireChannel } from "./wire.ts";

const OP = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type Question = cellwire.v1.ChannelQuestion.$Properties;
export type Answer = Pick<cellwire.v1.ChannelAnswer.$Properties, "channel" | "posted" | "posts" | "sync">;

export interface ChannelAuthorityOptions {
  readonly cell: CellId;
  readonly store: ChannelStore;
  readonly homes: Homes;
  /** Where the directory has placed a channel; undefined: nowhere, or it does not say. */
  readonly placed: (channel: ChannelId) => Promise<CellId | undefined>;
  readonly hasRoom: () => boolean;
  /** A post is durable. */
  readonly onPost: (channel: ChannelId, post: Post) => void;
  readonly clock: Clock;
}

export class ChannelAuthority {
  readonly #options: ChannelAuthorityOptions;

  constructor(options: ChannelAuthorityOptions) {
    this.#options = options;
  }

  /** `from`: the cell in which `user` must live. @throws {RequestRefused} and faults of the database. */
  async answer(question: Question, from: CellId): Promise<Answer> {
    if (question.get) return { channel: await this.#channel(channelNamed(question.get.channel)) };
    if (question.fetch) return { posts: await readPosts(this.#options.store, question.fetch) };
    const by = await this.#asking(question, from);
    if (question.create) return this.#create(by, question.create);
    if (question.change) return this.#change(by, question.change);
    if (question.post) return this.#post(by, question.post);
    throw new RequestRefused("REQUEST_UNKNOWN");
  }

  async #create(owner: UserId, asked: cellwire.v1.CreateChannel.$Properties): Promise<Answer> {
    const { cell, store, placed } = this.#options;
    const channel = channelNamed(asked.channel);
    const { op, title } = checkedCreation(asked);
    const home = await placed(channel);
    if (home === undefined) throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_MS });
    if (home !== cell) throw new RequestRefused("CHANNEL_EXISTS");
    refuse(await store.create({ channel, op, owner, title }));
    return { channel: await this.#channel(channel) };
  }

  async #change(by: UserId, asked: cellwire.v1.ChangeChannel.$Properties): Promise<Answer> {
    const { store, homes } = this.#options;
    const channel = channelNamed(asked.channel);
    const title = checkedTitle(asked.title);
    const posters = (asked.posters ?? []).map(checkedPoster);
    if (posters.length > LIMITS.channelPostersMax || new Set(posters.map(({ user }) => user)).size < posters.length)
      throw malformed(`posters: up to ${LIMITS.channelPostersMax}, each once`);
    const named = await homes.of(posters.filter(({ role }) => role > 0).map(({ user }) => user));
    for (const home of named.values()) {
      if (home === "unknown") throw new RequestRefused("UNKNOWN_USER");
      if (home === "unavailable") throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_MS });
    }
    refuse(await store.change({ channel, by, title, posters }));
    return { channel: await this.#channel(channel) };
  }

  async #post(sender: UserId, asked: cellwire.v1.PostToChannel.$Properties): Promise<Answer> {
    const { store, hasRoom, onPost, clock } = this.#options;
    const channel = channelNamed(asked.channel);
    const messageId = asked.messageId ?? new Uint8Array(0);
    const content = asked.content ?? new Uint8Array(0);
    if (!isMessageIdBytes(messageId)) throw new RequestRefused("ID_INVALID");
    if (content.length > LIMITS.contentBytesMax) throw new RequestRefused("CONTENT_TOO_LARGE");
    const behindMs = clock.nowMs() - messageIdTimeMs(messageId);
    if (behindMs > LIMITS.clockBehindMsMax) throw new RequestRefused("ID_TOO_OLD");
    if (behindMs < -LIMITS.clockAheadMsMax) throw new RequestRefused("ID_FROM_FUTURE");
    if (!hasRoom()) throw new RequestRefused("RETRY_AFTER", { retryAfterMs: NO_ROOM_RETRY_MS });
    const id = messageIdFromBytes(messageId);
    const { code, key, acceptedAtMs } = refuseOf(await store.post({ channel, messageId: id, sender, content }));
    // A repetition is told again: whoever made it may not know that it was told.
    if (code === "") onPost(channel, { key, messageId, sender, content, acceptedAtMs });
    return { posted: { key, acceptedAtMs } };
  }

  async #channel(channel: ChannelId) {
    const view = await this.#options.store.view(channel, null);
    if (!view || view.isFollowed) throw new RequestRefused("UNKNOWN_CHANNEL");
    return toWireChannel(channel, view);
  }

  async #asking({ user }: Question, from: CellId): Promise<UserId> {
    if (!user || !isUserId(user)) throw malformed("no user");
    const home = (await this.#options.homes.of([user])).get(user);
    if (typeof home === "object" && home.cell === from) return user;
    if (home === "unavailable") throw new RequestRefused("RETRY_AFTER", { retryAfterMs: RETRY_MS });
    throw new RequestRefused("NOT_HOME");
  }
}

export const RETRY_MS = 1_000;
const NO_ROOM_RETRY_MS = 10_000;

/** @throws {RequestRefused} */
export function checkedCreation({ op, title }: cellwire.v1.CreateChannel.$Properties) {
  if (!op || !OP.test(op)) throw malformed("op: a UUID in lower case");
  const checked = checkedTitle(title);
  if (checked.length === 0) throw malformed(`title: 1 to ${LIMITS.channelTitleBytesMax} bytes`);
  return { op, title: checked };
}

export function malformed(detail: string): RequestRefused {
  return new RequestRefused("MALFORMED", { detail });
}

/** @throws {RequestRefused} unless it is empty. */
export function refuse(code: ErrorCode | ""): void {
  if (code !== "") throw new RequestRefused(code);
}

function refuseOf<Outcome extends { readonly code: ErrorCode | "" }>(outcome: Outcome): Outcome {
  refuse(outcome.code);
  return outcome;
}

function checkedTitle(title: Uint8Array | null | undefined): Uint8Array {
  if ((title?.length ?? 0) <= LIMITS.channelTitleBytesMax) return title ?? new Uint8Array(0);
  throw malformed(`title: up to ${LIMITS.channelTitleBytesMax} bytes`);
}

function checkedPoster({ user, role }: cellwire.v1.ChannelPoster.$Properties): { user: UserId; role: number } {
  if (!user || !isUserId(user)) throw malformed("posters: users");
  const { READER, POSTER, CHANNEL_ADMIN } = wire.ChannelRole;
  const known: readonly number[] = [READER, POSTER, CHANNEL_ADMIN];
  if (!known.includes(role ?? READER)) throw malformed("posters: READER, POSTER or CHANNEL_ADMIN");
  return { user, role: role ?? READER };
}
