/** Channels in this cell's Postgres: those that it numbers, and those that its users read (docs/adr/0015). */

import type { CellId, ChannelId, ErrorCode, MessageId, OrderKey, UserId } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import type { Pool, QueryResultRow } from "pg";
import type { ConcurrencyLimit } from "../flow/concurrency-limit.ts";
import { bigintArray, byteaArray, smallintArray, textArray, uuidArray } from "../inbox/arrays.ts";
import { keyFrom } from "../inbox/rows.ts";
import type { StatementName, Statements } from "../inbox/statements.ts";
import type { ChannelView, HeldHead, Post, PostOutcome, Subscribed, Told } from "./contract.ts";
import type { HeadRow, PostOutcomeRow, PostRow, SubscribedRow, ToldRow, ViewRow } from "./rows.ts";
import { bytes, postFrom, told } from "./rows.ts";

export interface ChannelStoreOptions {
  readonly pool: Pool;
  readonly cell: CellId;
  readonly statements: Statements;
  /** Of statements about channels, so that messages find connections free. */
  readonly limit: ConcurrencyLimit;
  readonly nowMs: () => number;
}

/** @throws {Overloaded}, and faults of the database. */
export class ChannelStore {
  readonly #options: ChannelStoreOptions;

  constructor(options: ChannelStoreOptions) {
    this.#options = options;
  }

  create(request: { channel: ChannelId; op: string; owner: UserId; title: Uint8Array }): Promise<ErrorCode | ""> {
    const { channel, op, owner, title } = request;
    const { cell, nowMs } = this.#options;
    return this.#code("create_channel($1, $2, $3, $4, $5, $6)", [cell, channel, op, owner, bytes(title), nowMs()]);
  }

  change(request: {
    channel: ChannelId;
    by: UserId;
    title: Uint8Array;
    posters: readonly { user: UserId; role: number }[];
  }): Promise<ErrorCode | ""> {
    const { channel, by, title, posters } = request;
    return this.#code("change_channel($1, $2, $3, $4, $5, $6, $7)", [
      this.#options.cell,
      channel,
      by,
      bytes(title),
      textArray(posters.map(({ user }) => user)),
      smallintArray(posters.map(({ role }) => role)),
      LIMITS.channelPostersMax,
    ]);
  }

  async post(request: {
    channel: ChannelId;
    messageId: MessageId;
    sender: UserId;
    content: Uint8Array;
  }): Promise<PostOutcome> {
    const { channel, messageId, sender, content } = request;
    const { cell, nowMs } = this.#options;
    const [row] = await this.#rows<PostOutcomeRow>({
      name: "post_to_channel",
      text: "select * from post_to_channel($1, $2, $3, $4, $5, $6)",
      values: [cell, channel, messageId, sender, bytes(content), nowMs()],
    });
    const { code, term, n, accepted_ms, is_new } = row!;
    return { code, key: keyFrom(term, n), acceptedAtMs: Number(accepted_ms), isNew: is_new };
  }

  /** null: neither numbered nor ever followed here. */
  async view(channel: ChannelId, user: UserId | null): Promise<ChannelView | null> {
    const [row] = await this.#named<ViewRow>("channel-view", [channel, user]);
    if (!row) return null;
    return {
      ref: row.ref,
      authority: row.authority,
      title: row.title,
      head: keyFrom(row.term, row.last_n),
      base: keyFrom(row.base_term, row.base_n),
      isFollowed: row.is_followed,
      subscribers: Number(row.subscribers),
      posters: row.posters.map((poster, at) => ({ user: poster, role: row.roles[at]! })),
      read: row.read_n === null ? null : { term: Number(row.read_term), n: Number(row.read_n) },
    };
  }

  /** Those with the newest posts first. */
  async subscriptions(user: UserId): Promise<Subscribed[]> {
    const rows = await this.#named<SubscribedRow>("channel-subscriptions", [user]);
    return rows.map((row) => ({ ...told(row), read: keyFrom(String(row.read_term), row.read_n) }));
  }

  /** Empty: subscribed. UNKNOWN_CHANNEL: this cell would have to follow it first. */
  subscribe(channel: ChannelId, user: UserId): Promise<ErrorCode | ""> {
    const values = [this.#options.cell, channel, user, LIMITS.subscriptionsMax];
    return this.#code("subscribe_channel($1, $2, $3, $4)", values);
  }

  async unsubscribe(channel: ChannelId, user: UserId): Promise<boolean> {
    const text = "select unsubscribe_channel($1, $2) as done";
    const rows = await this.#rows<{ done: boolean }>({ name: "unsubscribe_channel", text, values: [channel, user] });
    return rows[0]!.done;
  }

  /** Whether the mark moved; null: not subscribed. */
  async markRead(channel: ChannelId, user: UserId, read: OrderKey): Promise<boolean | null> {
    const text = "select mark_channel_read($1, $2, $3, $4) as done";
    const values = [channel, user, read.term, read.n];
    return (await this.#rows<{ done: boolean | null }>({ name: "mark_channel_read", text, values }))[0]!.done;
  }

  /** The first posts above `after`, as many as fit into one answer. */
  async above(ref: number, after: OrderKey, limit: number): Promise<Post[]> {
    const values = [ref, after.term, after.n, limit, LIMITS.postsBytesMax];
    return (await this.#named<PostRow>("channel-range", values)).map(postFrom);
  }

  /** The last posts below `before` and above `base`, newest first. */
  async below(ref: number, range: { before: OrderKey; base: OrderKey; limit: number }): Promise<Post[]> {
    const { before, base, limit } = range;
    const values = [ref, before.term, before.n, limit, LIMITS.postsBytesMax, base.term, base.n];
    return (await this.#named<PostRow>("channel-range-before", values)).map(postFrom);
  }

  async heads(channels: readonly ChannelId[]): Promise<HeldHead[]> {
    const rows = await this.#named<HeadRow>("channel-heads", [channels]);
    return rows.map(({ id, authority, term, last_n, is_followed }) => ({
      channel: id,
      authority,
      head: keyFrom(term, last_n),
      isFollowed: is_followed,
    }));
  }

  /** By cell: which of these channels have subscribers there. */
  async cellsOf(channels: readonly ChannelId[]): Promise<Map<CellId, ChannelId[]>> {
    const byCell = new Map<CellId, ChannelId[]>();
    for (const { id, cell } of await this.#named<{ id: ChannelId; cell: CellId }>("channel-cells", [channels])) {
      const present = byCell.get(cell);
      if (present) present.push(id);
      else byCell.set(cell, [id]);
    }
    return byCell;
  }

  async followed(): Promise<(Omit<HeldHead, "isFollowed"> & { readonly subscribers: number })[]> {
    const rows = await this.#named<HeadRow & { subscribers: string }>("channels-followed", []);
    return rows.map(({ id, authority, term, last_n, subscribers }) => ({
      channel: id,
      authority,
      head: keyFrom(term, last_n),
      subscribers: Number(subscribers),
    }));
  }

  async follow(authority: CellId, { channel, title, head, subscribers }: Told): Promise<void> {
    const values = [channel, authority, bytes(title), head.term, head.n, subscribers, this.#options.nowMs()];
    const text = "select follow_channel($1, $2, $3, $4, $5, $6, $7)";
    await this.#rows({ name: "follow_channel", text, values });
  }

  async told(authority: CellId, channels: readonly Told[]): Promise<void> {
    await this.#named("channel-told", [
      textArray(channels.map(({ channel }) => channel)),
      byteaArray(channels.map(({ title }) => title)),
      bigintArray(channels.map(({ subscribers }) => subscribers)),
      authority,
    ]);
  }

  /** `posts`: all that lies in (after, head], ascending. False: another head is here by now, and nothing was taken. */
  async takePosts(channel: ChannelId, range: { after: OrderKey; head: OrderKey; posts: readonly Post[] }) {
    const { after, head, posts } = range;
    const rows = await this.#rows<{ done: boolean }>({
      name: "take_posts",
      text: "select take_posts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as done",
      values: [
        channel,
        after.term,
        after.n,
        head.term,
        head.n,
        this.#options.nowMs(),
        uuidArray(posts.map(({ messageId }) => messageId)),
        bigintArray(posts.map(({ key }) => key.term)),
        bigintArray(posts.map(({ key }) => key.n)),
        textArray(posts.map(({ sender }) => sender)),
        byteaArray(posts.map(({ content }) => content)),
        bigintArray(posts.map(({ acceptedAtMs }) => acceptedAtMs)),
      ],
    });
    return rows[0]!.done;
  }

  /** As the authority. Answers those of the named channels that are numbered here. */
  async report(from: CellId, counts: readonly { channel: ChannelId; subscribers: number }[]): Promise<Told[]> {
    const rows = await this.#rows<ToldRow>({
      name: "report_subscribers",
      text: "select id, title, term, n as last_n, subscribers from report_subscribers($1, $2, $3, $4)",
      values: [
        this.#options.cell,
        from,
        textArray(counts.map(({ channel }) => channel)),
        bigintArray(counts.map(({ subscribers }) => subscribers)),
      ],
    });
    return rows.map(told);
  }

  async giveUp(channels: readonly ChannelId[]): Promise<void> {
    await this.#rows({ name: "give_up_channels", text: "select give_up_channels($1)", values: [channels] });
  }

  async #code(call: string, values: unknown[]): Promise<ErrorCode | ""> {
    const query = { name: call.slice(0, call.indexOf("(")), text: `select ${call} as code`, values };
    return (await this.#rows<{ code: ErrorCode | "" }>(query))[0]!.code;
  }

  #named<Row extends QueryResultRow>(name: StatementName, values: unknown[]): Promise<Row[]> {
    return this.#rows<Row>({ ...this.#options.statements(name), values });
  }

  #rows<Row extends QueryResultRow>(query: { name: string; text: string; values: unknown[] }): Promise<Row[]> {
    const { limit, pool } = this.#options;
    return limit.run(async () => (await pool.query<Row>(query)).rows);
  }
}
