/** `ContentMethods` over the store and the outbox, and the `changed` event. */

import { ORIGIN, wire, type ConversationId, type MessageId, type OrderKey, type UserId } from "@cellwire/protocol";
import { ClientError, storeError } from "../client-error.ts";
import type { Recipient } from "../counterpart.ts";
import type { Events } from "../events.ts";
import type { Conversations } from "../inbound/conversation.ts";
import type { Message } from "../message.ts";
import { contentBytes } from "../outbox/content-bytes.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { SendHandle } from "../outbox/send-handle.ts";
import type { Store } from "../store/contract.ts";
import type { StoreWriter } from "../store-writer.ts";
import type { FoldedMessage, NamedMessage, TimelineItem } from "./contract.ts";
import {
  changedBy,
  encodeDeletion,
  encodeEdit,
  encodeErased,
  encodeReaction,
  isQuietContent,
  parseContent,
  type MessageReference,
} from "./envelope.ts";
import { fold, isWithin } from "./fold.ts";

const ITEMS = 100;
const ITEMS_MAX = 1_000;
/** Of the messages of one page together; of more the last count. */
const CHANGES_MAX = 20_000;
/** Messages whose change is to be told; of more nothing is told. */
const TOLD_MAX = 10_000;
/** Messages that were changed before they came; the oldest are told of no more. */
const AWAITED_MAX = 1_000;
const NO_BYTES = new Uint8Array(0);
const END: OrderKey = { term: Number.MAX_SAFE_INTEGER, n: Number.MAX_SAFE_INTEGER };

export interface ContentsOptions {
  readonly store: Store;
  readonly writer: StoreWriter;
  readonly events: Events;
  readonly conversations: Conversations;
  readonly outbox: Outbox;
  readonly user: UserId;
  /** Unix milliseconds by the server's clock. */
  readonly serverNowMs: () => number;
}

interface Changed extends MessageReference {
  readonly conversation: ConversationId;
}

export class Contents {
  readonly #options: ContentsOptions;
  readonly #toTell = new Map<string, Changed>();
  readonly #awaited = new Set<string>();
  #telling: Promise<void> | undefined;

  constructor(options: ContentsOptions) {
    this.#options = options;
    options.events.on("message", (message) => this.#came(message));
    options.events.on("moved", (message) => this.#came(message));
  }

  async edit(message: NamedMessage, content: Uint8Array | string): Promise<SendHandle> {
    this.#checkOwn(message, "edit");
    return this.#send(message, encodeEdit(message, contentBytes(content)));
  }

  async deleteForEveryone(message: NamedMessage): Promise<SendHandle> {
    this.#checkOwn(message, "deletion");
    return this.#send(message, encodeDeletion(message));
  }

  async react(message: NamedMessage, emoji: string | null): Promise<SendHandle> {
    return this.#send(message, encodeReaction(message, emoji ?? undefined));
  }

  async timeline(
    name: Recipient,
    options: { readonly after?: OrderKey; readonly before?: OrderKey; readonly limit?: number } = {},
  ): Promise<TimelineItem[]> {
    const conversation = this.#options.conversations.find(name);
    if (!conversation) return [];
    const limit = Math.min(ITEMS_MAX, options.limit ?? ITEMS);
    const { after, before } = options;
    const messages = after ? await this.#upward(conversation.id, { after, limit }) : undefined;
    return this.items(
      conversation.id,
      messages ?? (await this.#downward(conversation.id, { before: before ?? END, limit })),
    );
  }

  /** These messages as they are now. */
  async items(conversation: ConversationId, messages: readonly Message[]): Promise<TimelineItem[]> {
    const items = await this.#folded(conversation, messages);
    const quotes = items.flatMap(({ replyTo }) => (replyTo ? [replyTo.messageId] : []));
    const held =
      quotes.length === 0 ? [] : await this.#options.store.messagesById({ conversation, messageIds: quotes });
    const quoted = new Map((await this.#folded(conversation, held)).map((item) => [nameOf(item), item]));
    return items.map((item) => ({ ...item, quoted: item.replyTo && quoted.get(nameOf(item.replyTo)) }));
  }

  /** What there was to tell was told. */
  async idle(): Promise<void> {
    await this.#telling;
  }

  #checkOwn({ messageId, sender }: MessageReference, kind: "edit" | "deletion"): void {
    const { user, serverNowMs } = this.#options;
    if (sender !== user) throw new RangeError("only the author of a message may edit or delete it");
    if (!isWithin(messageId, serverNowMs(), kind)) throw new ClientError("TOO_LATE");
  }

  #send({ conversation: id }: NamedMessage, plain: Uint8Array): Promise<SendHandle> {
    const { conversations, outbox } = this.#options;
    const conversation = conversations.get(id);
    if (!conversation) throw new RangeError("this device has no such conversation");
    return outbox.add(conversation, { kind: wire.MessageKind.CONTENT, plain });
  }

  async #upward(conversation: ConversationId, from: { after: OrderKey; limit: number }): Promise<Message[]> {
    const found: Message[] = [];
    for (let { after } = from; found.length < from.limit;) {
      const page = await this.#options.store.messages({ conversation, after, limit: from.limit });
      found.push(...page.filter(hasPlace));
      if (page.length < from.limit) break;
      after = page.at(-1)!.key;
    }
    return found.slice(0, from.limit);
  }

  async #downward(conversation: ConversationId, from: { before: OrderKey; limit: number }): Promise<Message[]> {
    const found: Message[] = [];
    for (let { before } = from; found.length < from.limit;) {
      const page = await this.#options.store.messages({ conversation, after: ORIGIN, before, limit: from.limit });
      found.unshift(...page.filter(hasPlace));
      if (page.length < from.limit) break;
      before = page[0]!.key;
    }
    return found.slice(-from.limit);
  }

  async #folded(conversation: ConversationId, messages: readonly Message[]): Promise<FoldedMessage[]> {
    if (messages.length === 0) return [];
    const messageIds = messages.map(({ messageId }) => messageId);
    const changes = await this.#options.store.changesOf({ conversation, messageIds, limit: CHANGES_MAX });
    const byMessage = new Map<MessageId, Message[]>(messageIds.map((id) => [id, []]));
    for (const change of changes) byMessage.get(changedBy(parseContent(change.content))!.messageId)?.push(change);
    const folded: FoldedMessage[] = [];
    for (const message of messages) {
      const its = byMessage.get(message.messageId) ?? [];
      const item = fold(message, its);
      folded.push(item);
      if (item.isDeleted && parseContent(message.content).kind === "plain") await this.#erase(message, its);
    }
    return folded;
  }

  #came(message: Message): void {
    const changed = message.change === undefined ? changedBy(parseContent(message.content)) : undefined;
    if (changed) this.#tellSoon({ ...changed, conversation: message.conversation });
    else if (this.#awaited.size > 0 && this.#awaited.delete(nameOf(message))) this.#tellSoon(message);
  }

  #tellSoon({ conversation, messageId, sender }: Changed): void {
    if (this.#toTell.size >= TOLD_MAX) return;
    const changed = { conversation, messageId, sender };
    this.#toTell.set(nameOf(changed), changed);
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tell(): Promise<void> {
    for (const [name, changed] of this.#toTell) {
      this.#toTell.delete(name);
      try {
        await this.#tellOne(changed);
      } catch (cause) {
        this.#options.events.emit("error", storeError(cause));
      }
    }
  }

  async #tellOne(changed: Changed): Promise<void> {
    const { store, events } = this.#options;
    const { conversation, messageId, sender } = changed;
    const held = await store.messagesById({ conversation, messageIds: [messageId] });
    const message = held.find((one) => one.sender === sender);
    if (!message) return this.#await(nameOf(changed));
    const [item] = await this.items(conversation, [message]);
    events.emit("changed", item!);
  }

  #await(name: string): void {
    this.#awaited.add(name);
    for (const oldest of this.#awaited) {
      if (this.#awaited.size <= AWAITED_MAX) break;
      this.#awaited.delete(oldest);
    }
  }

  /** Of a message that was deleted nothing that it said stays here, and nothing that its edits said. */
  async #erase(message: Message, changes: readonly Message[]): Promise<void> {
    const erased = [{ ...message, content: encodeErased() }];
    for (const change of changes) {
      const content = parseContent(change.content);
      const isEdit = content.kind === "edit" && change.sender === message.sender;
      if (isEdit) erased.push({ ...change, content: encodeEdit(content.message, NO_BYTES) });
    }
    await this.#options.writer.write({ displaced: erased, messages: erased });
  }
}

/** It is an item of a timeline. */
function hasPlace({ content }: Message): boolean {
  return !isQuietContent(content);
}

/** No user id has a '/'. */
function nameOf({ messageId, sender }: MessageReference): string {
  return `${messageId}/${sender}`;
}
