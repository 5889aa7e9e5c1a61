/**
 * The way from a place in the timeline to the application: decode, store together with the cursor, then hand over.
 * One batch at a time holds everything that arrived meanwhile. While the application's buffer is full nothing is taken,
 * so the cursors stand still.
 */

import { compareKeys, maxKey, wire, type UserId } from "@cellwire/protocol";
import type { Message, SkipEvent } from "../client.ts";
import { ClientError, storeError } from "../client-error.ts";
import type { Cancel, Clock } from "../clock.ts";
import type { ContentCodec } from "../content-codec.ts";
import type { Events } from "../events.ts";
import { isQuietContent } from "../content/envelope.ts";
import { decodeChange } from "../groups/group-change.ts";
import type { Store, StoreBatch } from "../store/contract.ts";
import type { StoreWriter } from "../store-writer.ts";
import { conversationRow, type Arrival, type Conversation } from "./conversation.ts";
import type { Incoming } from "./incoming.ts";
import { formerPlaces } from "./displaced.ts";
import type { TimelineEntry } from "./timeline.ts";

/** Two windows of unreported messages, and what the fetches in parallel bring. */
const PENDING_MAX = 4096;
const BATCH_MAX = 512;
const STORE_RETRY_MS = 1_000;
/** After a crash the application may see again what was handed over in this time. */
const HANDED_SAVE_MS = 1_000;
const UNREAD_MAX = 1_000;
/** Numbers, since a newer version may know more of them. */
const CONTENT: number = wire.MessageKind.CONTENT;
const GROUP_CHANGE: number = wire.MessageKind.GROUP_CHANGE;
const UNDECODABLE = "undecodable";
const NO_BYTES = new Uint8Array(0);

export interface HandOverOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "messagesById">;
  readonly writer: StoreWriter;
  readonly codec: ContentCodec;
  readonly events: Events;
  readonly incoming: Incoming;
  readonly user: UserId;
  /** After each batch: cursors rose, there is room again. */
  readonly onHanded: (conversations: ReadonlySet<Conversation>) => void;
}

interface Pending {
  readonly conversation: Conversation;
  readonly entry: TimelineEntry<Arrival> | { readonly kind: "stored"; readonly message: Message };
}

/** Where a message was before a term was opened. */
type Former = ReadonlyMap<Message, Message["key"]>;

type Ready =
  | {
      readonly kind: "message";
      readonly conversation: Conversation;
      readonly message: Message;
      readonly stored: boolean;
    }
  | { readonly kind: "skip"; readonly conversation: Conversation; readonly skip: SkipEvent };

export class HandOver {
  readonly #options: HandOverOptions;
  readonly #pending: Pending[] = [];
  #waiting = 0;
  #scheduled = false;
  #running: Promise<void> | undefined;
  #closed = false;
  readonly #handedUnsaved = new Set<Conversation>();
  #cancelSave: Cancel | undefined;
  #stopRetry: (() => void) | undefined;

  constructor(options: HandOverOptions) {
    this.#options = options;
  }

  /** Messages that arrived and were not handed over. */
  get waiting(): number {
    return this.#waiting;
  }

  /** No more may be added. */
  get full(): boolean {
    return this.#pending.length >= PENDING_MAX;
  }

  get paused(): boolean {
    return this.full || this.#options.incoming.room <= 0;
  }

  add(conversation: Conversation, entries: readonly Pending["entry"][]): void {
    for (const entry of entries) {
      this.#pending.push({ conversation, entry });
      if (entry.kind !== "skip") this.#waiting++;
    }
    if (entries.length > 0) this.resume();
  }

  /** There may be something to do: something came, or the application made room. */
  resume(): void {
    if (this.#scheduled || this.#running || this.#closed || this.#pending.length === 0) return;
    this.#scheduled = true;
    this.#options.clock.soon(() => {
      this.#scheduled = false;
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
      });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopRetry?.();
    await this.#saveHanded();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const batch = this.#pending.splice(0, Math.min(BATCH_MAX, Math.max(0, this.#options.incoming.room)));
      if (batch.length === 0) return;
      const ready: Ready[] = [];
      for (const pending of batch) ready.push(await this.#prepare(pending));
      // One question of the store a conversation, and none before its second term.
      const former = await formerPlaces(
        this.#options.store,
        ready.flatMap((one) => (one.kind === "message" && !one.stored ? [one.message] : [])),
      );
      if (!(await this.#store(ready, former))) return;
      this.#hand(ready, former);
    }
  }

  async #prepare({ conversation, entry }: Pending): Promise<Ready> {
    if (entry.kind === "stored") return { kind: "message", conversation, message: entry.message, stored: true };
    if (entry.kind === "skip") return skipOf(conversation, entry);
    const { item, key } = entry;
    const { messageId, sender, senderDevice, acceptedAtMs } = item;
    try {
      const payload = await this.#payload(conversation, item);
      if (!payload) return skipOf(conversation, { from: key, to: key, reason: UNDECODABLE });
      const own = sender === this.#options.user;
      const { id, counterpart } = conversation;
      const from = { messageId, sender, senderDevice, own, acceptedAtMs };
      const message = { conversation: id, ...counterpart, key, ...from, ...payload };
      return { kind: "message", conversation, message, stored: false };
    } catch (cause) {
      this.#options.events.emit("error", new ClientError("CODEC_FAILED", { reason: messageId, cause }));
      return skipOf(conversation, { from: key, to: key, reason: UNDECODABLE });
    }
  }

  /** undefined: of a kind that this version does not know. */
  async #payload(conversation: Conversation, item: Arrival): Promise<Pick<Message, "content" | "change"> | undefined> {
    if (item.kind === CONTENT) return { content: await this.#decode(conversation, item), change: undefined };
    const change = item.kind === GROUP_CHANGE ? decodeChange(item.content) : undefined;
    return change && { content: NO_BYTES, change };
  }

  #decode({ id, counterpart }: Conversation, item: Arrival): Uint8Array | Promise<Uint8Array> {
    if (item.plain) return item.content;
    const { messageId, sender, senderDevice, header, content } = item;
    const { peer, group } = counterpart;
    const { user } = this.#options;
    const recipient = group === undefined && sender !== user ? user : peer;
    const context = { conversation: id, messageId, sender, senderDevice, recipient, group, header };
    return this.#options.codec.decode(content, context);
  }

  /** False when the client was closed before it worked. */
  async #store(ready: readonly Ready[], former: Former): Promise<boolean> {
    const cursors = new Map<Conversation, Message["key"]>();
    const messages: Message[] = [];
    const displaced: NonNullable<StoreBatch["displaced"]>[number][] = [];
    for (const one of ready) {
      if (one.kind === "message" && one.stored) continue;
      cursors.set(one.conversation, placeOf(one));
      if (one.kind === "skip") continue;
      const place = former.get(one.message);
      messages.push(place ? one.message : count(one.conversation, one.message));
      if (place) displaced.push({ conversation: one.conversation.id, key: place });
    }
    if (cursors.size === 0) return true;
    const part = {
      displaced,
      messages,
      conversations: Array.from(cursors.keys(), conversationRow),
      cursors: Array.from(cursors, ([{ id, handed }, delivered]) => ({ conversation: id, delivered, handed })),
    };
    while (!this.#closed) {
      const written = this.#options.writer.write(part);
      this.#options.writer.flush();
      try {
        await written;
        for (const [conversation, delivered] of cursors) conversation.delivered = delivered;
        return true;
      } catch (cause) {
        this.#options.events.emit("error", storeError(cause));
        await this.#retryDelay();
      }
    }
    return false;
  }

  #hand(ready: readonly Ready[], formerOf: Former): void {
    const conversations = new Set<Conversation>();
    for (const one of ready) {
      const { conversation } = one;
      conversations.add(conversation);
      // A replay that failed half-way and was begun again.
      if (one.kind === "message" && one.stored && compareKeys(one.message.key, conversation.handed) <= 0) {
        this.#waiting--;
        continue;
      }
      this.#handedUnsaved.add(conversation);
      conversation.handed = maxKey(conversation.handed, placeOf(one));
      if (one.kind === "skip") {
        this.#options.events.emit("skip", one.skip);
        continue;
      }
      this.#waiting--;
      const former = formerOf.get(one.message);
      if (former) {
        this.#options.events.emit("moved", { ...one.message, former });
        continue;
      }
      this.#options.incoming.push(one.message);
      this.#options.events.emit("message", one.message);
    }
    this.#cancelSave ??= this.#options.clock.after(HANDED_SAVE_MS, () => {
      this.#saveHanded().catch((cause: unknown) => this.#options.events.emit("error", storeError(cause)));
    });
    this.#options.onHanded(conversations);
  }

  async #saveHanded(): Promise<void> {
    // A batch that is being stored raises the delivered marks: rows made now would lower them again.
    await this.#running;
    this.#cancelSave?.();
    this.#cancelSave = undefined;
    const cursors = Array.from(this.#handedUnsaved, ({ id, delivered, handed }) => ({
      conversation: id,
      delivered,
      handed,
    }));
    this.#handedUnsaved.clear();
    if (cursors.length > 0) await this.#options.writer.write({ cursors });
  }

  #retryDelay(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(STORE_RETRY_MS, resolve);
      this.#stopRetry = () => {
        cancel();
        resolve();
      };
    });
  }
}

function skipOf(
  conversation: Conversation,
  range: { from: Message["key"]; to: Message["key"]; reason: string },
): Ready {
  const { from, to, reason } = range;
  return {
    kind: "skip",
    conversation,
    skip: { conversation: conversation.id, ...conversation.counterpart, from, to, reason },
  };
}

function placeOf(ready: Ready): Message["key"] {
  return ready.kind === "skip" ? ready.skip.to : ready.message.key;
}

/** Heads have counted up to `countedThrough`, by the server, which cannot see what changes another message. */
function count(conversation: Conversation, message: Message): Message {
  conversation.judged = message.key;
  const isCounted = compareKeys(message.key, conversation.countedThrough) <= 0;
  if (!isCounted) conversation.countedThrough = message.key;
  const mayBeUnread = !message.own && message.change === undefined && compareKeys(message.key, conversation.read) > 0;
  if (!mayBeUnread || isCounted !== isQuietContent(message.content)) return message;
  if (!isCounted) conversation.unread = Math.min(UNREAD_MAX, conversation.unread + 1);
  else if (conversation.unread < UNREAD_MAX) conversation.unread = Math.max(0, conversation.unread - 1);
  return message;
}
