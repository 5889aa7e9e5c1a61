/** Replies, edits, deletions and reactions in a terminal chat. Messages are counted from the last one: `^1`, or nothing, is the last. */

import type { Client, Counterpart, Message, SendHandle, TimelineItem } from "@cellwire/sdk";
import { parseContent, textOf } from "@cellwire/sdk";
import { printable } from "./chat-lines.ts";
import { recipientOf } from "./chat-partner.ts";

export const CONTENT_HELP = [
  "  /reply [^N] TEXT, /react [^N] EMOJI|off   to the last message, or the Nth last",
  "  /edit [^N] TEXT, /delete [^N]   your own last message, or the Nth last: within 15 minutes, and within 60 hours",
].join("\n");

const COUNTED_BACK_MAX = 100;
const QUOTE_CHARACTERS_MAX = 30;
/** Of messages that were shown, so that what happens to them can name them; the oldest are forgotten. */
const KNOWN_MAX = 1_000;

export class ChatContents {
  readonly #client: Client;
  readonly #known = new Map<string, string>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** What was sent; undefined: the line is none of its commands. @throws {RangeError} there is no such message; {ClientError} as the SDK says. */
  async command(line: string, current: Counterpart | undefined): Promise<SendHandle | undefined> {
    const [, command = "", back, text = ""] = /^(\/\w+)(?:\s+\^(\d+))?(?:\s+(.*))?$/s.exec(line) ?? [];
    if (!["/reply", "/react", "/edit", "/delete"].includes(command)) return undefined;
    if (!current) throw new RangeError("in which conversation? /to USER");
    if (text === "" && command !== "/delete") throw new RangeError(`${command} [^N] and then what?`);
    const isOwn = command === "/edit" || command === "/delete";
    const message = await this.#countedBack(current, { count: Number(back ?? 1), isOwn });
    switch (command) {
      case "/reply":
        return this.#client.send(recipientOf(current), text, { replyTo: message });
      case "/react":
        return this.#client.react(message, text === "off" ? null : text);
      case "/edit":
        return this.#client.edit(message, text);
      default:
        return this.#client.deleteForEveryone(message);
    }
  }

  /** Of a message as it came, or of an item: what it says; undefined when it is nothing of the kind that is known here. */
  describe(message: Message | TimelineItem): string | undefined {
    const content = parseContent(message.content);
    if ("isDeleted" in message && message.isDeleted) return "[deleted]";
    switch (content.kind) {
      case "plain": {
        this.#remember(message);
        const answered = "isEdited" in message ? message.replyTo : content.replyTo;
        const about = answered ? `[to ${this.#quote(answered)}] ` : "";
        return about === "" ? undefined : `${about}${textOf(message)}`;
      }
      case "edit":
        return isByAuthor(message, content.message)
          ? `[edited ${this.#quote(content.message)}] ${textOf(message)}`
          : "";
      case "deletion":
        return isByAuthor(message, content.message) ? `[deleted ${this.#quote(content.message)}]` : "";
      case "reaction":
        return content.emoji === undefined
          ? `[takes a reaction back from ${this.#quote(content.message)}]`
          : `${content.emoji} [to ${this.#quote(content.message)}]`;
      case "erased":
        return "[deleted]";
      default:
        return content.isQuiet ? "" : "[of a newer version]";
    }
  }

  /** What happened to an item since. */
  marks({ isEdited, reactions }: TimelineItem): string {
    const given = reactions.map(({ user, emoji }) => `${printable(emoji)} ${user}`);
    return `${isEdited ? " (edited)" : ""}${given.length > 0 ? `  ${given.join(", ")}` : ""}`;
  }

  async #countedBack(
    current: Counterpart,
    { count, isOwn }: { readonly count: number; readonly isOwn: boolean },
  ): Promise<TimelineItem> {
    const items = await this.#client.timeline(recipientOf(current), { limit: COUNTED_BACK_MAX });
    const candidates = items.filter(
      ({ change, isDeleted, isUnknown, own }) => !change && !isDeleted && !isUnknown && (own || !isOwn),
    );
    const message = candidates.at(-count);
    if (count < 1 || !message) throw new RangeError(`there is no ${isOwn ? "own " : ""}message ^${count} here`);
    return message;
  }

  #remember(message: Message): void {
    this.#known.set(nameOf(message), shortened(textOf(message)));
    if (this.#known.size <= KNOWN_MAX) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  #quote(message: Pick<Message, "messageId" | "sender">): string {
    const text = this.#known.get(nameOf(message));
    return text === undefined ? `a message of ${message.sender}` : `"${text}"`;
  }
}

function isByAuthor({ sender }: Message, message: Pick<Message, "sender">): boolean {
  return message.sender === sender;
}

function nameOf({ messageId, sender }: Pick<Message, "messageId" | "sender">): string {
  return `${messageId}/${sender}`;
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= QUOTE_CHARACTERS_MAX ? text : `${characters.slice(0, QUOTE_CHARACTERS_MAX).join("")}…`;
}
