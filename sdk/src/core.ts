/** The parts of an open client, put together. Everything here exists once the store was read and the user is known. */

import { compareKeys, messageIdFromBytes, type cellwire, type ClientBody } from "@cellwire/protocol";
import { ClientError, storeError } from "./client-error.ts";
import type { Clock } from "./clock.ts";
import type { ContentCodec } from "./content-codec.ts";
import { Contents } from "./content/contents.ts";
import type { DeviceRecord } from "./device-record.ts";
import { earliest } from "./earliest.ts";
import type { Events } from "./events.ts";
import { CatchingUp } from "./inbound/catching-up.ts";
import { Conversations, type Conversation } from "./inbound/conversation.ts";
import { CursorReporter } from "./inbound/cursor-reporter.ts";
import { Fetcher } from "./inbound/fetcher.ts";
import { HandOver } from "./inbound/hand-over.ts";
import { Inbound } from "./inbound/inbound.ts";
import { replay } from "./inbound/replay.ts";
import type { Incoming } from "./inbound/incoming.ts";
import { Marks } from "./inbound/marks.ts";
import { Identities } from "./keys/identities.ts";
import { KeyRing } from "./keys/key-ring.ts";
import { PendingLink } from "./keys/pending-link.ts";
import { MessageIds } from "./outbox/message-ids.ts";
import { Outbox } from "./outbox/outbox.ts";
import { Resubmission } from "./outbox/resubmission.ts";
import type { Random } from "./random.ts";
import type { ServerFrame } from "./session/connection.ts";
import { requestTicket, type DirectoryOptions } from "./session/directory.ts";
import { Home } from "./session/home.ts";
import { Requests } from "./session/requests.ts";
import { ServerClock } from "./session/server-clock.ts";
import { Session } from "./session/session.ts";
import type { WebSocketFactory } from "./session/web-socket.ts";
import { ChatBook } from "./settings/chat-book.ts";
import type { Store, StoreSnapshot } from "./store/contract.ts";
import type { StoreWriter } from "./store-writer.ts";

const PRUNE_LIMIT = 10_000;

export interface CoreOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly writer: StoreWriter;
  readonly record: DeviceRecord;
  readonly events: Events;
  readonly incoming: Incoming;
  readonly people: { take(frame: ServerFrame): void };
  readonly channels: { take(frame: ServerFrame): void };
  readonly codec: ContentCodec;
  readonly directory: DirectoryOptions;
  readonly webSocket: WebSocketFactory;
  readonly gatewayOverride: readonly string[] | undefined;
  readonly deviceKeys: boolean;
}

export class Core {
  readonly conversations = new Conversations();
  readonly record: DeviceRecord;
  readonly outbox: Outbox;
  readonly marks: Marks;
  readonly session: Session;
  readonly requests: Requests;
  readonly identities: Identities;
  readonly pendingLink: PendingLink;
  readonly keyRing: KeyRing;
  readonly contents: Contents;
  readonly chats: ChatBook;
  readonly #options: CoreOptions;
  readonly #resubmission: Resubmission;
  readonly #inbound: Inbound;
  readonly #handOver: HandOver;
  readonly #fetcher: Fetcher;
  readonly #reporter: CursorReporter;
  readonly #catchingUp = new CatchingUp(() => this.#caughtUp());

  constructor(options: CoreOptions) {
    const { clock, random, store, writer, record, events, incoming, codec, webSocket, gatewayOverride } = options;
    const { user, device } = record;
    this.#options = options;
    this.record = record;
    const serverClock = new ServerClock(clock);
    const serverNowMs = () => serverClock.nowMs();
    const send = (frame: ClientBody) => this.session.send(frame);
    this.requests = new Requests({ clock, send });
    this.identities = new Identities({ writer, events });
    this.pendingLink = new PendingLink({ clock, random });
    const { requests, identities, pendingLink: pending } = this;
    this.keyRing = new KeyRing({ ...options, requests, identities, pending, isEnabled: options.deviceKeys });
    this.#fetcher = new Fetcher({ clock, send, isPaused: () => this.#handOver.paused });
    const onHanded = (conversations: ReadonlySet<Conversation>) => this.#handed(conversations);
    this.#handOver = new HandOver({ clock, store, writer, codec, events, incoming, user, onHanded });
    const waiting = () => this.#handOver.waiting;
    this.#reporter = new CursorReporter({ clock, send, waiting, refusalsThrough: () => record.refusalsThrough });
    this.marks = new Marks({ store, writer, reporter: this.#reporter, events, user });
    const ids = new MessageIds(random);
    const onKey = (...placed: Parameters<Inbound["placeOwn"]>) => this.#inbound.placeOwn(...placed);
    this.outbox = new Outbox({ clock, serverNowMs, writer, store, codec, events, ids, user, device, send, onKey });
    const { conversations, outbox } = this;
    this.contents = new Contents({ store, writer, events, conversations, outbox, user, serverNowMs });
    const { contents } = this;
    this.chats = new ChatBook({ ...options, conversations, contents, requests, user, device, serverNowMs });
    this.#resubmission = new Resubmission({ record, outbox: this.outbox });
    this.#inbound = new Inbound({
      conversations: this.conversations,
      fetcher: this.#fetcher,
      handOver: this.#handOver,
      marks: this.marks,
      reporter: this.#reporter,
      outbox: this.outbox,
      events,
      user,
      device,
    });
    this.session = new Session({
      clock,
      random,
      serverClock,
      record,
      home: new Home({ record, requestTicket: () => requestTicket(options.directory, device), serverNowMs, events }),
      events,
      webSocket,
      gatewayOverride,
      onWelcome: (welcome) => this.#welcomed(welcome),
      onFrame: (frame) => this.#frame(frame),
      onDisconnected: () => this.#disconnected(),
      oldestSentAtMs: () =>
        earliest([this.outbox.oldestSentAtMs, this.#fetcher.oldestSentAtMs, this.requests.oldestSentAtMs]),
    });
  }

  /** Takes over what the store holds. */
  load(snapshot: StoreSnapshot): void {
    this.conversations.load(snapshot.conversations, snapshot.cursors);
    this.outbox.load(snapshot);
    this.identities.load(snapshot.identities);
    this.chats.load(snapshot.settings);
    for (const conversation of this.conversations.all())
      if (compareKeys(conversation.read, conversation.reportedRead) > 0) this.#reporter.touch(conversation);
  }

  /** Hands over what an earlier run stored and did not hand over, and forgets what it sent long ago. */
  async replay(madeBeforeMs: number): Promise<void> {
    const { store } = this.#options;
    for (const conversation of this.conversations.all()) await replay(conversation, store, this.#handOver);
    await store.pruneOutbox({ madeBeforeMs, limit: PRUNE_LIMIT });
  }

  /** The store has everything that the client knows. */
  stored(): Promise<void> {
    return this.#options.writer.written();
  }

  async close(): Promise<void> {
    this.keyRing.close();
    this.chats.sync.close();
    await this.#handOver.close();
    await this.contents.idle();
    this.#reporter.flush();
    this.session.stop();
    this.requests.close();
    this.outbox.close();
    this.#options.incoming.close();
    await this.#options.writer.idle();
  }

  #welcomed(welcome: cellwire.v1.Welcome.$Properties): void {
    this.#stored(this.record.refusalsBegin(welcome.refusalsThrough ?? 0));
    this.#fetcher.connected();
    this.#reporter.connected(this.record.refusalsThrough);
    this.#stored(this.#resubmission.connected(welcome));
    this.requests.connected();
    this.keyRing.connected();
    this.chats.sync.connected(welcome.cell ?? "", welcome.storageGeneration ?? 0);
  }

  #disconnected(): void {
    this.#catchingUp.disconnected();
    this.#fetcher.disconnected();
    this.#reporter.disconnected();
    this.#resubmission.disconnected();
    this.requests.disconnected();
    this.keyRing.disconnected();
    this.chats.sync.disconnected();
  }

  #frame(frame: ServerFrame): void {
    try {
      this.#dispatch(frame);
    } catch (cause) {
      this.#options.events.emit("error", new ClientError("BAD_SERVER_FRAME", { cause }));
    }
    // Counted when it was dealt with, also when it was no good: the server counts what it sent.
    if (frame.deliver) this.#reporter.deliverRead();
  }

  #dispatch(frame: ServerFrame): void {
    switch (frame.body) {
      case "deliver":
        this.#inbound.deliver(frame.deliver);
        return;
      case "accepted":
        this.outbox.accepted(frame.accepted);
        return;
      case "sequenced":
        this.outbox.sequenced(frame.sequenced);
        return;
      case "refused":
        this.#refused(frame.refused);
        return;
      case "skip":
        this.#inbound.skip(frame.skip);
        return;
      case "heads":
        this.#inbound.heads(frame.heads);
        return;
      case "fetched":
        this.#inbound.fetched(frame.fetched);
        return;
      case "receipt":
        this.#inbound.receipt(frame.receipt);
        return;
      case "response":
        this.requests.answered(frame.response);
        return;
      case "devicesChanged":
        this.keyRing.settleSoon();
        this.#options.events.emit("devices-changed", {});
        return;
      case "prekeysLow":
        this.#options.events.emit("prekeys-low", { oneTimeLeft: frame.prekeysLow.oneTimeLeft ?? 0 });
        return;
      case "settingsChanged":
        this.chats.sync.told();
        return;
      case "caughtUp":
        this.#allNamed();
        return;
      case "error":
        this.#failed(frame.error);
        return;
      default: // Welcome and the like are the session's; what a newer server sends beyond this list is skipped.
        this.#options.people.take(frame);
        this.#options.channels.take(frame);
    }
  }

  #refused(frame: NonNullable<ServerFrame["refused"]>): void {
    const revision = frame.revision ?? 0;
    this.outbox.refused(messageIdFromBytes(frame.messageId ?? new Uint8Array(0)), frame.code ?? "");
    this.#stored(this.record.sawRefusal(revision).then(() => this.#reporter.refusalsStored()));
  }

  #stored(writing: Promise<void>): void {
    writing.catch((cause: unknown) => this.#options.events.emit("error", storeError(cause)));
  }

  #failed(frame: NonNullable<ServerFrame["error"]>): void {
    if (frame.messageId?.length) {
      this.outbox.failed(frame);
      return;
    }
    const code = frame.code ?? "";
    if (frame.conversation?.length && (code === "RETRY_AFTER" || code === "FETCH_INVALID")) {
      const retryMs = code === "RETRY_AFTER" ? (frame.retryAfterMs ?? 0) : undefined;
      const conversation = this.#inbound.fetchRefused(frame.conversation, retryMs);
      if (retryMs !== undefined) return;
      if (conversation) this.#catchingUp.giveUp(conversation);
    }
    this.#options.events.emit("error", new ClientError("SERVER_ERROR", { reason: code }));
  }

  #allNamed(): void {
    const conversations = [...this.conversations.all()];
    this.#fetcher.caughtUp(conversations.filter(({ timeline }) => timeline.missing));
    this.#catchingUp.begin(conversations);
  }

  #handed(conversations: ReadonlySet<Conversation>): void {
    for (const conversation of conversations) {
      this.#reporter.touch(conversation);
      this.#catchingUp.handed(conversation);
    }
    this.roomAgain();
  }

  /** The application took what waited. */
  roomAgain(): void {
    this.#reporter.countChanged();
    this.#handOver.resume();
    this.#fetcher.pump();
  }

  #caughtUp(): void {
    this.session.caughtUp();
    this.#options.events.emit("caught-up", {});
  }
}
