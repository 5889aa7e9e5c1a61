/** The channels of two cells with real databases; what one asks the other goes by a call in this process, and the directory is a map. */

import { randomBytes } from "node:crypto";
import type { CellId, ChannelId, OrderKey, UserId } from "@cellwire/protocol";
import {
  channelId,
  decodeServerMessage,
  keyOf,
  messageIdAt,
  messageIdToBytes,
  parseUserId,
  thingKey,
} from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { ChannelAuthority } from "../../src/channel/authority.ts";
import { FarChannels } from "../../src/channel/far-channels.ts";
import { ChannelFeed } from "../../src/channel/feed.ts";
import { ChannelFollower } from "../../src/channel/follower.ts";
import { ChannelMetrics } from "../../src/channel/metrics.ts";
import { channelQuestions } from "../../src/channel/peer-questions.ts";
import type { ChannelSocket } from "../../src/channel/push-lane.ts";
import { PushLane } from "../../src/channel/push-lane.ts";
import { channelRequests } from "../../src/channel/requests.ts";
import type { Post } from "../../src/channel/contract.ts";
import { ChannelStore } from "../../src/channel/store.ts";
import { ConcurrencyLimit } from "../../src/flow/concurrency-limit.ts";
import type { Notification } from "../../src/flow/ports.ts";
import type { PeerSource } from "../../src/forward/peer-client.ts";
import type { PlacementLookup, ThingLookup } from "../../src/forward/ports.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { KnownHomes } from "../../src/keys/homes.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { connect, DEVICE, twoCells } from "./two-cells.ts";

const STATED = { epoch: 1, statement: "", generation: 1, op: "", pending: null } as const;

/** A connected device, as a gateway has it. */
class TestSocket implements ChannelSocket {
  isOpen = true;
  isFull = false;
  readonly received: { readonly text: string; readonly key: OrderKey }[] = [];
  readonly heads: OrderKey[] = [];

  offer(bytes: Uint8Array): "written" | "full" | "closed" {
    if (!this.isOpen) return "closed";
    if (this.isFull) return "full";
    for (const { channelPosts, channelHead } of decodeServerMessage(bytes)) {
      for (const { content, key } of channelPosts?.posts ?? [])
        this.received.push({ text: Buffer.from(content ?? []).toString(), key: keyOf(key) });
      if (channelHead) this.heads.push(keyOf(channelHead.head));
    }
    return "written";
  }

  get texts(): string[] {
    return this.received.map(({ text }) => text);
  }
}

interface World {
  readonly made: Map<CellId, ChannelCell>;
  readonly placed: Map<string, CellId>;
  /** Hints and everything else are lost while it is down. */
  readonly link: { isDown: boolean };
}

export type ChannelCell = ReturnType<typeof channelCell>;
export type ChannelWorld = Awaited<ReturnType<typeof channelWorld>>;

export async function channelWorld() {
  const cells: TwoCells = await twoCells();
  const world: World = { made: new Map(), placed: new Map(), link: { isDown: false } };
  for (const inbox of [cells.eu, cells.us]) world.made.set(inbox.cell, channelCell(inbox, world));
  const [eu, us] = [world.made.get(cells.eu.cell)!, world.made.get(cells.us.cell)!];
  return { ...world, cells, eu, us, [Symbol.asyncDispose]: () => cells[Symbol.asyncDispose]() };
}

function channelCell(inbox: CellInbox, world: World) {
  const { placed } = world;
  const { pool, cell } = inbox;
  const clock = { nowMs: () => Date.now(), monotonicMs: () => Date.now() };
  const parts = { pool, cell, clock, statements: loadStatements(), log: silentLogger };
  const limit = new ConcurrencyLimit({ atOnceMax: 2, waitingMax: 1_000 });
  const store = new ChannelStore({ ...parts, limit, nowMs: clock.nowMs });
  const metrics = new ChannelMetrics();
  const placements = directoryOf(world);
  const peers = peersOf(cell, world);
  const far = new FarChannels({ peers, placements });
  const sockets = new Map<UserId, TestSocket>();
  const lane = new PushLane({ onWritten: () => undefined, later: (work) => work() });
  const feed = new ChannelFeed({ ...parts, store, metrics, lane, socketOf: ({ user }) => sockets.get(user) });
  const posted: Post[] = [];
  const isDead = { value: false };
  const onPost = (channel: ChannelId, post: Post) => {
    posted.push(post);
    // A process that dies here has told nobody.
    if (!isDead.value) feed.posted(channel, [post]);
  };
  const homes = new KnownHomes({ ...parts, placements });
  const placedAt = async (channel: ChannelId) => placed.get(thingKey({ kind: "channel", id: channel }));
  const authority = new ChannelAuthority({ ...parts, store, homes, placed: placedAt, hasRoom: () => true, onPost });
  const follower = new ChannelFollower({
    ...parts,
    store,
    far,
    metrics,
    onPosts: (channel, posts) => feed.posted(channel, posts),
  });
  const [question] = channelQuestions({ authority, follower, store });
  const notified: Notification[] = [];
  const requests = channelRequests({
    ...parts,
    store,
    authority,
    far,
    feed,
    place: async ({ channel }) => {
      const key = thingKey({ kind: "channel", id: channel });
      if (!placed.has(key)) placed.set(key, cell);
      return { kind: "placed", placement: { thing: key, cell, epoch: 1, statement: "" } };
    },
    notify: async (asked) => void notified.push(...asked),
  });
  return {
    ...parts,
    inbox,
    store,
    feed,
    follower,
    requests,
    notified,
    posted,
    isDead,
    sockets,
    ask: async (from: CellId, body: Uint8Array) => Buffer.from(await question!.answer(from, Buffer.from(body))),
    /** A user who lives here, with a connected device. */
    person: async () => {
      const user = parseUserId(`u-${randomBytes(6).toString("hex")}`);
      await connect(inbox, user);
      placed.set(user, cell);
      const socket = new TestSocket();
      sockets.set(user, socket);
      return { user, device: DEVICE, socket };
    },
  };
}

function directoryOf({ placed }: World) {
  return {
    placement: async (user: string): Promise<PlacementLookup> => {
      const home = placed.get(user);
      return home
        ? { kind: "placed", placement: { user: user as UserId, cell: home, epoch: 1, statement: "" } }
        : { kind: "unknown" };
    },
    thing: async (thing: string): Promise<ThingLookup> => {
      const home = placed.get(thing);
      return home
        ? { kind: "placed", placement: { ...STATED, thing: thing as UserId, cell: home } }
        : { kind: "unknown" };
    },
  };
}

function peersOf(cell: CellId, { made, link }: World): PeerSource {
  return {
    peer: async (other) => ({
      cell: other,
      post: async ({ body }) =>
        link.isDown
          ? { kind: "unavailable", afterMs: 1 }
          : { kind: "answered", body: await made.get(other)!.ask(cell, body) },
    }),
  };
}

type Person = Awaited<ReturnType<ChannelCell["person"]>>;

export async function created(cell: ChannelCell, owner: Person, title = "News"): Promise<ChannelId> {
  const channel = channelId(randomBytes(16));
  await cell.requests.createChannel({ channel, op: crypto.randomUUID(), title: Buffer.from(title) }, owner);
  return channel;
}

export function newPostId(atMs: number = Date.now()): Uint8Array {
  return messageIdToBytes(messageIdAt(atMs, randomBytes(10)));
}

/** By `person`, at their home cell. */
export async function post(
  cell: ChannelCell,
  person: Person,
  { channel, text, id = newPostId() }: { channel: ChannelId; text: string; id?: Uint8Array },
): Promise<OrderKey> {
  const asked = { channel, messageId: id, content: Buffer.from(text) };
  const { posted } = await cell.requests.postToChannel(asked, person);
  return keyOf(posted?.key);
}

export async function textsOf(cell: ChannelCell, person: Person, channel: ChannelId): Promise<string[]> {
  const { posts } = await cell.requests.fetchPosts({ channel, after: { term: 0, n: 0 } }, person);
  return (posts?.posts ?? []).map(({ content }) => Buffer.from(content ?? []).toString());
}

/** What the cell pulls from the other one is here, and pushed. */
export async function synced(cell: ChannelCell): Promise<void> {
  await cell.follower.runOnce();
  await cell.follower.settled();
  await cell.feed.settled();
}
