/** The client that talks to cells. Opens its store at the first call that needs it. */

import {
  LIMITS,
  parseUserId,
  wire,
  type ClientBody,
  type DeviceId,
  type GroupId,
  type OrderKey,
  type UserId,
} from "@cellwire/protocol";
import type {
  Client,
  ClientEvents,
  ConnectionState,
  ConversationView,
  DeviceView,
  Message,
  OutboxEntry,
} from "./client.ts";
import { ClientError, storeError } from "./client-error.ts";
import type { Clock } from "./clock.ts";
import type { ContentCodec } from "./content-codec.ts";
import type { NamedMessage, TimelineItem } from "./content/contract.ts";
import { encodePlain } from "./content/envelope.ts";
import { Core } from "./core.ts";
import { counterpartNamed, type Recipient } from "./counterpart.ts";
import { ChannelsClient } from "./channels/channels.ts";
import { DeviceRecord, newDeviceRow } from "./device-record.ts";
import { ownDevices, revokeDevice } from "./devices/own-devices.ts";
import { Events } from "./events.ts";
import { ClientKeys } from "./keys/client-keys.ts";
import type { GroupView, MemberReceipt, NewGroup } from "./groups/contract.ts";
import type { GroupChange } from "./groups/group-change.ts";
import { changeGroup, checkedTitle, createGroup, groupNow, groupReceipts, namedInChange } from "./groups/groups.ts";
import { Incoming } from "./inbound/incoming.ts";
import { MediaClient } from "./media/media-client.ts";
import { ObjectHttp } from "./media/object-http.ts";
import { PushClient } from "./push/push-client.ts";
import { contentBytes } from "./outbox/content-bytes.ts";
import type { SendHandle } from "./outbox/send-handle.ts";
import { PeopleClient } from "./people/people.ts";
import type { Chats } from "./settings/contract.ts";
import { LateChats } from "./settings/late-chats.ts";
import type { Random } from "./random.ts";
import { conversationViews, heldMessages, outboxEntries } from "./reading.ts";
import { withDeadline } from "./session/deadline.ts";
import type { DirectoryOptions } from "./session/directory.ts";
import type { RequestBody } from "./session/requests.ts";
import { userInToken } from "./session/user-token.ts";
import type { WebSocketFactory } from "./session/web-socket.ts";
import type { Store, StoreSnapshot } from "./store/contract.ts";
import { StoreWriter } from "./store-writer.ts";

const USER_TOKEN_TIMEOUT_MS = 10_000;

export interface WireClientOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly codec: ContentCodec;
  readonly directory: DirectoryOptions;
  readonly webSocket: WebSocketFactory;
  readonly gatewayOverride: readonly string[] | undefined;
  readonly device: DeviceId | undefined;
  readonly deviceKeys: boolean;
  readonly traceparent: (() => string | undefined) | undefined;
}

type SendOptions = NonNullable<Parameters<Client["send"]>[2]>;

export class WireClient implements Client {
  readonly #options: WireClientOptions;
  readonly #events = new Events();
  #core: Core | undefined;
  #opening: Promise<Core> | undefined;
  #replayed: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  /** Loops may begin before the store is open. */
  readonly #incoming = new Incoming(() => this.#core?.roomAgain());
  readonly media: MediaClient;
  readonly push: PushClient;
  readonly people: PeopleClient;
  readonly channels: ChannelsClient;
  readonly keys: ClientKeys;
  readonly chats: Chats = new LateChats(() => this.#open());

  constructor(options: WireClientOptions) {
    this.#options = options;
    const http = new ObjectHttp({ fetch: options.directory.fetch, clock: options.clock });
    this.keys = new ClientKeys({ clock: options.clock, open: () => this.#open() });
    const ask = async (body: RequestBody) => (await this.#open()).requests.ask(body);
    this.media = new MediaClient({ ...options, http, ask });
    this.push = new PushClient(ask);
    const send = (frame: ClientBody) => this.#core?.session.send(frame);
    this.people = new PeopleClient({ clock: options.clock, events: this.#events, ask, send });
    this.channels = new ChannelsClient({ clock: options.clock, random: options.random, events: this.#events, ask });
  }

  get user(): UserId | undefined {
    return this.#core?.record.user;
  }

  get device(): DeviceId | undefined {
    return this.#core?.record.device;
  }

  get connection(): ConnectionState {
    return this.#core?.session.state ?? "offline";
  }

  async connect(): Promise<void> {
    const core = await this.#open();
    this.#replayed ??= core.replay(this.#options.clock.nowMs() - LIMITS.sentRetentionMs);
    try {
      await this.#replayed;
    } catch (cause) {
      this.#replayed = undefined;
      throw storeError(cause);
    }
    if (this.#closed) throw new ClientError("CLOSED");
    await core.session.start();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async send(to: Recipient, content: Uint8Array | string, options: SendOptions = {}): Promise<SendHandle> {
    const { traceparent = this.#options.traceparent?.(), replyTo } = options;
    const counterpart = counterpartNamed(to);
    const plain = encodePlain(contentBytes(content), replyTo);
    return this.#sending(async ({ record: { user }, conversations, outbox }) => {
      if (counterpart.peer === user) throw new RangeError("a user cannot send to themselves");
      const conversation = conversations.between(user, counterpart);
      return outbox.add(conversation, { kind: wire.MessageKind.CONTENT, plain, traceparent });
    });
  }

  edit(message: NamedMessage, content: Uint8Array | string): Promise<SendHandle> {
    return this.#sending(({ contents }) => contents.edit(message, content));
  }

  deleteForEveryone(message: NamedMessage): Promise<SendHandle> {
    return this.#sending(({ contents }) => contents.deleteForEveryone(message));
  }

  react(message: NamedMessage, emoji: string | null): Promise<SendHandle> {
    return this.#sending(({ contents }) => contents.react(message, emoji));
  }

  async timeline(conversation: Recipient, options?: Parameters<Client["timeline"]>[1]): Promise<TimelineItem[]> {
    const core = await this.#open();
    return fromStore(core.contents.timeline(conversation, options));
  }

  async markRead(name: Recipient, upTo?: OrderKey): Promise<void> {
    const { conversations, marks, chats } = await this.#open();
    const conversation = conversations.find(name);
    if (!conversation) return;
    await fromStore(Promise.all([marks.markRead(conversation, upTo ?? conversation.handed), chats.read(conversation)]));
  }

  async conversations(): Promise<ConversationView[]> {
    return fromStore(conversationViews(await this.#open(), this.#options.store));
  }

  async outbox(options: { readonly limit?: number } = {}): Promise<OutboxEntry[]> {
    return fromStore(outboxEntries(await this.#open(), this.#options.store, options.limit));
  }

  async messages(name: Recipient, options: { after?: OrderKey; limit?: number } = {}): Promise<Message[]> {
    const conversation = (await this.#open()).conversations.find(name);
    return conversation ? fromStore(heldMessages(conversation, this.#options.store, options)) : [];
  }

  createGroup(group: NewGroup): Promise<{ group: GroupId; handle: SendHandle }> {
    return this.#sending((core) => createGroup(core, { ...group, random: this.#options.random }));
  }

  addMembers(group: string, users: readonly string[]): Promise<SendHandle> {
    return this.#change(group, () => ({ kind: "add", users: namedInChange(users) }));
  }

  removeMembers(group: string, users: readonly string[]): Promise<SendHandle> {
    return this.#change(group, () => ({ kind: "remove", users: namedInChange(users) }));
  }

  leaveGroup(group: string): Promise<SendHandle> {
    return this.#change(group, (user) => ({ kind: "remove", users: [user] }));
  }

  renameGroup(group: string, title: string): Promise<SendHandle> {
    return this.#change(group, () => ({ kind: "rename", title: checkedTitle(title) }));
  }

  setAdmin(group: string, user: string, isAdmin: boolean): Promise<SendHandle> {
    return this.#change(group, () => ({ kind: "role", user: parseUserId(user), isAdmin }));
  }

  async group(group: string): Promise<GroupView> {
    return groupNow(await this.#open(), group);
  }

  async groupReceipts(group: string, key: OrderKey): Promise<readonly MemberReceipt[]> {
    return groupReceipts(await this.#open(), { group, key });
  }

  async devices(): Promise<DeviceView[]> {
    const core = await this.#open();
    return ownDevices(core.keyRing, core.record.device);
  }

  async nameDevice(device: string, name: string): Promise<void> {
    const core = await this.#open();
    await core.requests.ask({ nameDevice: { device, name } });
  }

  async revokeDevice(device: string, { evenLast = false }: { readonly evenLast?: boolean } = {}): Promise<void> {
    const { requests, record, keyRing } = await this.#open();
    await revokeDevice({ requests, own: record.device, events: this.#events }, { device, evenLast });
    keyRing.settleSoon();
  }

  incoming(): AsyncIterableIterator<Message> {
    return this.#incoming.open();
  }

  on<Name extends keyof ClientEvents>(name: Name, listener: (event: ClientEvents[Name]) => void): () => void {
    return this.#events.on(name, listener);
  }

  #change(group: string, changeBy: (user: UserId) => GroupChange): Promise<SendHandle> {
    return this.#sending(async (core) => changeGroup(core, group, changeBy(core.record.user)));
  }

  /** No tick between the calls of an application and the order of what it sends. */
  async #sending<T>(send: (core: Core) => Promise<T>): Promise<T> {
    const core = this.#core ?? (await this.#open());
    if (this.#closed) throw new ClientError("CLOSED");
    return send(core);
  }

  #open(): Promise<Core> {
    if (this.#closed) return Promise.reject(new ClientError("CLOSED"));
    this.#opening ??= this.#openStore().catch((cause: unknown) => {
      // The next call tries again.
      this.#opening = undefined;
      throw storeError(cause);
    });
    return this.#opening;
  }

  async #openStore(): Promise<Core> {
    const { clock, store } = this.#options;
    const snapshot = await store.open();
    const writer = new StoreWriter(store, clock);
    const record = await this.#deviceRecord(snapshot, writer);
    const { people, channels } = this;
    const parts = { writer, record, events: this.#events, incoming: this.#incoming, people, channels };
    const core = new Core({ ...this.#options, ...parts });
    core.load(snapshot);
    this.#core = core;
    return core;
  }

  /** Written at once: a device that comes back under another name would be another device. */
  async #deviceRecord(snapshot: StoreSnapshot, writer: StoreWriter): Promise<DeviceRecord> {
    const { clock, random, directory } = this.#options;
    const row = snapshot.device ?? newDeviceRow(random, this.#options.device);
    if (row.user !== undefined) return new DeviceRecord({ ...row, user: row.user }, writer);
    const token = await withDeadline(clock, USER_TOKEN_TIMEOUT_MS, () => directory.userToken());
    const known = { ...row, user: userInToken(token) };
    await writer.write({ device: known });
    return new DeviceRecord(known, writer);
  }

  async #close(): Promise<void> {
    const core = await this.#opening?.catch(() => undefined);
    if (!core) {
      this.#incoming.close();
      return;
    }
    this.people.close();
    await core.close();
    await fromStore(this.#options.store.close());
  }
}

async function fromStore<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw storeError(cause);
  }
}
