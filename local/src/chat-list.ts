/** The list of chats in a terminal chat. */

import type { ChatView, Client, Counterpart } from "@cellwire/sdk";
import { textOf } from "@cellwire/sdk";
import { printable } from "./chat-lines.ts";
import { recipientOf, type Named } from "./chat-partner.ts";

export const LIST_HELP = [
  "  /list      your chats; /list archived those in the archive; /keep-archived on|off: they stay there when a message comes",
  "  /mute [8h|7d|off], /pin [N|off], /archive [off], /unread, /draft [TEXT]   of the chat that you are in, on all your devices",
].join("\n");

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export interface ChatListOptions {
  readonly current: () => Counterpart | undefined;
  readonly name: (named: Named) => Promise<string>;
}

export class ChatList {
  readonly #client: Client;
  readonly #options: ChatListOptions;
  /** Of the present chat, as far as it was shown or written here. */
  #hasDraft = false;

  constructor(client: Client, options: ChatListOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** What it says; undefined: the line is none of its commands. @throws {RangeError} it cannot be; {ClientError} as the SDK says. */
  async command([command, argument, ...rest]: readonly string[]): Promise<string | undefined> {
    const { chats } = this.#client;
    switch (command) {
      case "/list":
        return this.#list(argument === "archived");
      case "/who":
        return this.#who();
      case "/mute": {
        const untilMs = argument === "off" ? null : mutedUntilMs(argument);
        await chats.mute(this.#chat(), untilMs);
        return untilMs === null ? "  not muted any more" : "  muted";
      }
      case "/pin": {
        const order = argument === "off" ? null : Number(argument ?? 0);
        await chats.pin(this.#chat(), order);
        return order === null ? "  not pinned any more" : "  pinned";
      }
      case "/archive":
        await chats.archive(this.#chat(), argument !== "off");
        return argument === "off" ? "  out of the archive" : "  archived";
      case "/unread":
        await chats.markUnread(this.#chat());
        return "  marked as unread";
      case "/draft":
        this.#hasDraft = argument !== undefined;
        await chats.draft(this.#chat(), [argument, ...rest].filter((word) => word !== undefined).join(" ") || null);
        return argument === undefined ? "  no draft any more" : "  kept as a draft";
      case "/keep-archived":
        await chats.updatePreferences({ keepArchived: argument !== "off" });
        return argument === "off" ? "  archived chats come back with a message" : "  archived chats stay archived";
      default:
        return undefined;
    }
  }

  /** Of the present chat. */
  async draft(): Promise<string | undefined> {
    const { peer, group } = this.#options.current() ?? {};
    const { chats } = this.#client;
    const all = [...(await chats.list()), ...(await chats.list({ archived: true }))];
    const draft = all.find((chat) => chat.peer === peer && chat.group === group)?.draft?.text;
    this.#hasDraft = draft !== undefined;
    return draft;
  }

  /** What was to be said was said. */
  async sent(): Promise<void> {
    if (!this.#hasDraft) return;
    this.#hasDraft = false;
    await this.#client.chats.draft(this.#chat(), null);
  }

  async #who(): Promise<string> {
    const lines: string[] = [];
    for (const view of await this.#client.conversations())
      lines.push(`  ${await this.#options.name(view)}  ${view.unread} unread`);
    return lines.join("\n") || "  Nobody yet";
  }

  async #list(archived: boolean): Promise<string> {
    const lines: string[] = [];
    for (const chat of await this.#client.chats.list({ archived }))
      lines.push(`  ${await this.#options.name(chat)}  ${chatText(chat)}`);
    return lines.join("\n") || "  No chats";
  }

  #chat() {
    const current = this.#options.current();
    if (!current) throw new RangeError("which chat? /to USER");
    return recipientOf(current);
  }
}

function chatText({ pin, mutedUntilMs, isMarkedUnread, unread, draft, last }: ChatView): string {
  const said = last && (last.isDeleted ? "[deleted]" : printable(textOf(last)));
  const words = [
    pin !== undefined && "pinned",
    mutedUntilMs !== undefined && "muted",
    unread > 0 ? `${unread} unread` : isMarkedUnread && "unread",
    draft ? `draft: ${printable(draft.text)}` : said && `${last.sender}: ${said}`,
  ];
  return words.filter(Boolean).join("  ");
}

/** Without a time: for ever. */
function mutedUntilMs(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const [, count, unit] = /^(\d+)([mhd])$/.exec(text) ?? [];
  if (count === undefined) throw new RangeError("muted for how long? /mute 30m, 8h or 7d, /mute off");
  return Date.now() + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
