/** Channels of the fake cell. Who is connected is told of every post, whether they have listed their channels or not. */

import {
  LIMITS,
  ORIGIN,
  compareKeys,
  keyOf,
  messageIdFromBytes,
  wire,
  type ErrorCode,
  type ServerBody,
  type cellwire,
} from "@cellwire/protocol";
import type { FakeLink } from "./fake-link.ts";

type Request = cellwire.v1.Request.$Properties;
type Answer = Omit<cellwire.v1.Response.$Properties, "id">;
type WirePost = cellwire.v1.ChannelPost.$Properties;

interface FakeChannel {
  readonly id: string;
  readonly op: string;
  title: Uint8Array;
  activeAt: number;
  readonly roles: Map<string, number>;
  readonly posts: WirePost[];
  /** User → how many posts they have read. */
  readonly read: Map<string, number>;
}

export interface FakeChannelsOptions {
  readonly isUser: (user: string) => boolean;
  readonly nowMs: () => number;
  readonly links: () => readonly FakeLink[];
}

const TERM = 1;
const NO_BYTES = new Uint8Array(0);
const POSTER: number = wire.ChannelRole.POSTER;
const CHANNEL_ADMIN: number = wire.ChannelRole.CHANNEL_ADMIN;
const OWNER: number = wire.ChannelRole.OWNER;

export class FakeChannels {
  readonly #options: FakeChannelsOptions;
  readonly #channels = new Map<string, FakeChannel>();
  #count = 0;

  constructor(options: FakeChannelsOptions) {
    this.#options = options;
  }

  /** undefined: the request is about something else. */
  answer(link: FakeLink, request: Request): Answer | undefined {
    const { user } = link;
    if (request.createChannel) return this.#create(user, request.createChannel);
    if (request.listChannels) return this.#list(user, request.listChannels.offset ?? 0);
    const named = namedIn(request);
    if (named === undefined) return undefined;
    const channel = this.#channels.get(named);
    if (!channel) return refused("UNKNOWN_CHANNEL");
    if (request.changeChannel) return this.#change(channel, user, request.changeChannel);
    if (request.getChannel) return { channel: view(channel, user) };
    if (request.fetchPosts) return { posts: range(channel, request.fetchPosts) };
    if (request.postToChannel) return this.#post(channel, user, request.postToChannel);
    return this.#subscriber(channel, link, request);
  }

  #create(user: string, { channel: id = "", op, title }: cellwire.v1.CreateChannel.$Properties): Answer {
    const known = this.#channels.get(id ?? "");
    if (known) return known.op === op ? { channel: view(known, user) } : refused("CHANNEL_EXISTS");
    const channel: FakeChannel = {
      id: id ?? "",
      op: op ?? "",
      title: title ?? NO_BYTES,
      activeAt: this.#count++,
      roles: new Map([[user, OWNER]]),
      posts: [],
      read: new Map(),
    };
    this.#channels.set(channel.id, channel);
    return { channel: view(channel, user) };
  }

  #change(channel: FakeChannel, by: string, { title, posters }: cellwire.v1.ChangeChannel.$Properties): Answer {
    if ((channel.roles.get(by) ?? 0) < CHANNEL_ADMIN) return refused("NOT_POSTER");
    for (const { user, role } of posters ?? [])
      if (role && !this.#options.isUser(user ?? "")) return refused("UNKNOWN_USER");
    if (title?.length) channel.title = title;
    for (const { user = "", role } of posters ?? []) {
      if (channel.roles.get(user ?? "") === OWNER) continue;
      if (role) channel.roles.set(user ?? "", role);
      else channel.roles.delete(user ?? "");
    }
    return channel.roles.size > LIMITS.channelPostersMax ? refused("POSTERS_FULL") : { channel: view(channel, by) };
  }

  #post(channel: FakeChannel, sender: string, asked: cellwire.v1.PostToChannel.$Properties): Answer {
    const [messageId, content] = [asked.messageId ?? NO_BYTES, asked.content ?? NO_BYTES];
    const id = messageIdFromBytes(messageId);
    const known = channel.posts.find((post) => post.sender === sender && messageIdFromBytes(post.messageId!) === id);
    if (known) return String(known.content) === String(content) ? posted(known) : refused("ID_CONFLICT");
    if ((channel.roles.get(sender) ?? 0) < POSTER) return refused("NOT_POSTER");
    const key = { term: TERM, n: channel.posts.length + 1 };
    const post = { key, messageId, sender, content, acceptedAtMs: this.#options.nowMs() };
    channel.posts.push(post);
    channel.activeAt = this.#count++;
    const frame: ServerBody = { channelPosts: { channel: channel.id, posts: [post] } };
    for (const link of this.#options.links()) if (channel.read.has(link.user)) link.say(frame);
    return posted(post);
  }

  #subscriber(channel: FakeChannel, link: FakeLink, request: Request): Answer {
    const { user } = link;
    const present = channel.read.get(user);
    if (request.subscribeChannel) {
      if (present === undefined) channel.read.set(user, channel.posts.length);
      this.#tellOthers(link, { channel: channel.id });
      return { channel: { ...view(channel, user), posters: [] } };
    }
    if (request.unsubscribeChannel) {
      if (channel.read.delete(user)) this.#tellOthers(link, { channel: channel.id });
      return {};
    }
    const asked = keyOf(request.markChannelRead?.read);
    if (present === undefined) return refused("NOT_SUBSCRIBED");
    const n = Math.min(asked.n, channel.posts.length);
    if (n > present) {
      channel.read.set(user, n);
      this.#tellOthers(link, { channel: channel.id, read: asked });
    }
    return {};
  }

  #list(user: string, offset: number): Answer {
    const all = [...this.#channels.values()]
      .filter(({ read }) => read.has(user))
      .sort((a, b) => b.activeAt - a.activeAt);
    const end = offset + LIMITS.subscriptionsPerAnswerMax;
    const channels = all.slice(offset, end).map((channel) => ({ ...view(channel, user), posters: [] }));
    return { subscriptions: { channels, more: end < all.length } };
  }

  #tellOthers(link: FakeLink, channelsChanged: cellwire.v1.ChannelsChanged.$Properties): void {
    for (const other of this.#options.links())
      if (other !== link && other.user === link.user) other.say({ channelsChanged });
  }
}

function namedIn(request: Request): string | undefined {
  const asked =
    request.changeChannel ??
    request.getChannel ??
    request.fetchPosts ??
    request.postToChannel ??
    request.subscribeChannel ??
    request.unsubscribeChannel ??
    request.markChannelRead;
  return asked ? (asked.channel ?? "") : undefined;
}

function view({ id, title, posts, roles, read }: FakeChannel, user: string): cellwire.v1.Channel.$Properties {
  const mark = read.get(user);
  const posters = Array.from(roles, ([poster, role]) => ({ user: poster, role })).sort((a, b) => b.role - a.role);
  const head = posts.length > 0 ? { term: TERM, n: posts.length } : ORIGIN;
  return {
    channel: id,
    title,
    head,
    subscribers: read.size,
    posters,
    ...(mark !== undefined && { read: mark > 0 ? { term: TERM, n: mark } : ORIGIN }),
  };
}

function range({ posts }: FakeChannel, asked: cellwire.v1.FetchPosts.$Properties): cellwire.v1.Posts.$Properties {
  const limit = asked.limit || LIMITS.postsPerAnswerMax;
  const from = keyOf(asked.before ?? asked.after);
  const head = keyOf(posts.at(-1)?.key);
  const found = asked.before
    ? posts.filter(({ key }) => compareKeys(keyOf(key), from) < 0).reverse()
    : posts.filter(({ key }) => compareKeys(keyOf(key), from) > 0);
  const answered = found.slice(0, limit);
  return { posts: answered, through: keyOf(answered.at(-1)?.key ?? (asked.before ? ORIGIN : head)), head };
}

function posted({ key, acceptedAtMs }: WirePost): Answer {
  return { posted: { key: keyOf(key), acceptedAtMs: acceptedAtMs ?? 0 } };
}

function refused(code: ErrorCode): Answer {
  return { code };
}
