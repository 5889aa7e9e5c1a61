/** The chats of an open client: their settings, and the list of them. */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { maxKey, toHex, type OrderKey } from "@cellwire/protocol";
import type { ConversationView } from "../conversation-view.ts";
import type { Contents } from "../content/contents.ts";
import { isQuietContent } from "../content/envelope.ts";
import { counterpartKey, counterpartNamed, counterpartOfKey, type Recipient } from "../counterpart.ts";
import type { Conversation, Conversations } from "../inbound/conversation.ts";
import type { Message } from "../message.ts";
import { conversationViews } from "../reading.ts";
import type { SettingRow, Store } from "../store/contract.ts";
import { storeError } from "../client-error.ts";
import {
  chatSettings,
  comesBack,
  draftValue,
  FIELDS,
  keyValue,
  muteValue,
  preferencesFrom,
  type ChatSettings,
} from "./chat-settings.ts";
import type { ChatPreferences, Chats, ChatView } from "./contract.ts";
import type { FieldValue } from "./registers.ts";
import { SettingsSync, type SettingsSyncOptions } from "./settings-sync.ts";

const DRAFT_BYTES_MAX = 3_000;
/** Not the id of a conversation, which has 32 bytes. */
const PREFERENCES = toHex(utf8ToBytes("preferences"));

export interface ChatBookOptions extends Omit<SettingsSyncOptions, "onChanged"> {
  readonly store: Store;
  readonly conversations: Conversations;
  readonly contents: Contents;
}

export class ChatBook implements Chats {
  readonly sync: SettingsSync;
  readonly #options: ChatBookOptions;

  constructor(options: ChatBookOptions) {
    this.#options = options;
    this.sync = new SettingsSync({ ...options, onChanged: (keys) => this.#changed(keys) });
    options.events.on("message", (message) => this.#came(message));
  }

  load(rows: readonly SettingRow[]): void {
    this.sync.load(rows);
    this.#ensureAll();
  }

  async list({ archived = false }: { readonly archived?: boolean } = {}): Promise<ChatView[]> {
    const { store, conversations } = this.#options;
    const views = await conversationViews({ conversations }, store);
    const chats = views.filter(({ id }) => (this.#settings(id).archivedAt !== undefined) === archived);
    return (await Promise.all(chats.map((view) => this.#chat(view)))).sort(inListOrder);
  }

  async mute(chat: Recipient, untilMs: number | null): Promise<void> {
    if (untilMs !== null && !(untilMs >= 0))
      throw new RangeError("muted until a time in Unix milliseconds, or Infinity");
    await this.#set(chat, FIELDS.mutedUntil, muteValue(untilMs));
  }

  async pin(chat: Recipient, order: number | null): Promise<void> {
    if (order !== null && !Number.isFinite(order)) throw new RangeError("a pin is a number");
    await this.#set(chat, FIELDS.pin, order);
  }

  async archive(chat: Recipient, isArchived = true): Promise<void> {
    const { handed, timeline } = this.#named(chat);
    await this.#set(chat, FIELDS.archivedAt, isArchived ? keyValue(maxKey(handed, timeline.cursor)) : null);
  }

  async markUnread(chat: Recipient, isUnread = true): Promise<void> {
    await this.#set(chat, FIELDS.markedUnread, isUnread);
  }

  async draft(chat: Recipient, text: string | null, { replyTo }: Parameters<Chats["draft"]>[2] = {}): Promise<void> {
    const value = text ? draftValue({ text, replyTo }) : null;
    if (utf8ToBytes(JSON.stringify(value)).length > DRAFT_BYTES_MAX)
      throw new RangeError(`a draft has ${DRAFT_BYTES_MAX} bytes at most`);
    await this.#set(chat, FIELDS.draft, value);
  }

  async preferences(): Promise<ChatPreferences> {
    return this.#preferences();
  }

  async updatePreferences({ keepArchived }: Partial<ChatPreferences>): Promise<void> {
    if (keepArchived === undefined) return;
    await this.sync.change({ key: PREFERENCES, with: "", field: FIELDS.keepArchived, value: keepArchived });
    this.#options.events.emit("chats-changed", {});
  }

  /** The user has read it. */
  async read({ id }: Conversation): Promise<void> {
    if (this.#settings(id).isMarkedUnread) await this.markUnread(id, false);
  }

  async #set(chat: Recipient, field: string, value: FieldValue): Promise<void> {
    const { id, counterpart } = this.#named(chat);
    await this.sync.change({ key: id, with: counterpartKey(counterpart), field, value });
    this.#options.events.emit("chats-changed", {});
  }

  /** Also of somebody to whom nothing was said yet. */
  #named(chat: Recipient): Conversation {
    const { conversations, user } = this.#options;
    const known = conversations.find(chat);
    if (known) return known;
    const counterpart = counterpartNamed(chat);
    if (counterpart.peer === user) throw new RangeError("a user has no chat with themselves");
    return conversations.between(user, counterpart);
  }

  #settings(id: Conversation["id"]): ChatSettings {
    return chatSettings(this.sync.get(id), this.#options.serverNowMs());
  }

  #preferences(): ChatPreferences {
    return preferencesFrom(this.sync.get(PREFERENCES));
  }

  async #chat(view: ConversationView): Promise<ChatView> {
    const { archivedAt, ...settings } = this.#settings(view.id);
    const { lastMessage } = view;
    const [last] = lastMessage ? await this.#options.contents.items(view.id, [lastMessage]) : [];
    return { ...view, ...settings, isArchived: archivedAt !== undefined, last };
  }

  #changed(keys: readonly string[]): void {
    this.#ensureAll();
    this.#options.events.emit("chats-changed", {});
    for (const key of keys) {
      const conversation = this.#options.conversations.get(key as Conversation["id"]);
      if (conversation) this.#settle(this.#checkArchived(conversation));
    }
  }

  /** A chat with settings is a chat, though nothing of it has come to this device. */
  #ensureAll(): void {
    const { conversations, user } = this.#options;
    for (const { with: thing } of this.sync.all()) {
      if (thing !== "" && thing !== user) conversations.between(user, counterpartOfKey(thing));
    }
  }

  #came(message: Message): void {
    // Most chats have no settings: a message costs them nothing.
    if (!this.sync.get(message.conversation) || message.own || message.change !== undefined) return;
    if (isQuietContent(message.content)) return;
    this.#settle(this.#bringBack(message.conversation, message.key));
  }

  /** It was archived by a device that did not have the last message yet. */
  async #checkArchived({ id }: Conversation): Promise<void> {
    if (this.#settings(id).archivedAt === undefined) return;
    const last = await this.#options.store.lastMessage(id);
    if (last && !last.own && last.change === undefined) await this.#bringBack(id, last.key);
  }

  async #bringBack(id: Conversation["id"], key: OrderKey): Promise<void> {
    if (comesBack(this.#settings(id), key, this.#preferences())) await this.archive(id, false);
  }

  #settle(work: Promise<void>): void {
    work.catch((cause: unknown) => this.#options.events.emit("error", storeError(cause)));
  }
}

function inListOrder(a: ChatView, b: ChatView): number {
  const pins = (a.pin ?? Number.POSITIVE_INFINITY) - (b.pin ?? Number.POSITIVE_INFINITY);
  // Infinity from itself is no number.
  return pins || (b.lastMessage?.acceptedAtMs ?? 0) - (a.lastMessage?.acceptedAtMs ?? 0);
}
