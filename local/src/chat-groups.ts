/**
 * Groups in a terminal chat. A group is shown and typed as `#TITLE`, or `#ID`: no user id has a '#', so that a group that
 * somebody calls like a user is never taken for that user.
 */

import { setTimeout as delay } from "node:timers/promises";
import type { GroupId } from "@cellwire/protocol";
import type { Client, GroupView, Message, SendHandle } from "@cellwire/sdk";
import { printable } from "./chat-lines.ts";
import type { Named } from "./chat-partner.ts";

/** The oldest are asked for again. */
const TITLES_MAX = 1_000;
/** Messages of a group in which its title is looked for. */
const SEARCHED_MAX = 1_000;
const TITLE_WAIT_MS = 2_000;

export interface GroupCommandResult {
  readonly sent?: SendHandle;
  /** To talk in from now on. */
  readonly open?: GroupId;
  readonly say?: string;
}

export class ChatGroups {
  readonly #client: Client;
  readonly #titles = new Map<GroupId, string>();
  /** As many as there are groups. */
  readonly #looking = new Map<GroupId, Promise<void>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** To be called with every message, in order: some say what the group is called. */
  learn({ group, change }: Message): void {
    if (group === undefined || !change) return;
    if ("title" in change) this.#remember(group, change.title);
    // While this user was away from it, it may have been renamed.
    if (change.kind === "add" && this.#client.user && change.users.includes(this.#client.user))
      this.#titles.delete(group);
  }

  /** Of a user, or of a group as far as its title is known by now. */
  nameNow({ peer, group }: Named): string {
    return group === undefined ? (peer ?? "") : `#${printable(this.#titles.get(group) ?? group)}`;
  }

  /** Waits a little for a title that is not known. */
  async name(named: Named): Promise<string> {
    if (named.group !== undefined) await this.#title(named.group);
    return this.nameNow(named);
  }

  /** Those of this device's groups that have this title or id. */
  async find(text: string): Promise<GroupId[]> {
    const found: GroupId[] = [];
    for (const { group } of await this.#client.conversations())
      if (group !== undefined && (group === text || (await this.#title(group)) === text)) found.push(group);
    return found;
  }

  /**
   * `words`: what follows `/group`. `current`: the group that is talked in.
   * @throws {RangeError} the command cannot be; {ClientError} as the SDK says.
   */
  async command(words: readonly string[], current: GroupId | undefined): Promise<GroupCommandResult> {
    const [verb = "", ...rest] = words;
    if (verb === "create") return this.#create(rest);
    if (!current) throw new RangeError("in which group? /to #GROUP");
    switch (verb) {
      case "add":
        return { sent: await this.#client.addMembers(current, rest) };
      case "remove":
        return { sent: await this.#client.removeMembers(current, rest) };
      case "leave":
        return { sent: await this.#client.leaveGroup(current) };
      case "rename":
        return { sent: await this.#client.renameGroup(current, titleIn(rest.join(" "))) };
      case "admin":
        return { sent: await this.#client.setAdmin(current, rest[0] ?? "", rest[1] !== "off") };
      case "info":
        return { say: infoText(await this.#client.group(current)) };
      default:
        throw new RangeError("/group create, add, remove, rename, admin, leave or info");
    }
  }

  async #create([title = "", ...members]: readonly string[]): Promise<GroupCommandResult> {
    const { group, handle } = await this.#client.createGroup({ title: titleIn(title), members });
    this.#remember(group, title);
    return { sent: handle, open: group };
  }

  async #title(group: GroupId): Promise<string | undefined> {
    if (!this.#titles.has(group))
      await Promise.race([this.#look(group), delay(TITLE_WAIT_MS, undefined, { ref: false })]);
    return this.#titles.get(group);
  }

  /** Until one is known; never rejects. */
  #look(group: GroupId): Promise<void> {
    const looking = this.#looking.get(group) ?? this.#lookOnce(group).finally(() => this.#looking.delete(group));
    this.#looking.set(group, looking);
    return looking;
  }

  async #lookOnce(group: GroupId): Promise<void> {
    const asking = this.#client.group(group).then(
      ({ title }) => this.#remember(group, title),
      // No member any more, or no answer: what this device holds, or the id, stands for it.
      () => undefined,
    );
    const held = await this.#client.messages({ group }, { limit: SEARCHED_MAX }).catch(() => []);
    const titles = held.flatMap(({ change }) => (change && "title" in change ? [change.title] : []));
    if (titles.length === 0) await asking;
    else if (!this.#titles.has(group)) this.#remember(group, titles.at(-1)!);
  }

  #remember(group: GroupId, title: string): void {
    this.#titles.delete(group);
    this.#titles.set(group, title);
    if (this.#titles.size <= TITLES_MAX) return;
    const [oldest] = this.#titles.keys();
    if (oldest !== undefined) this.#titles.delete(oldest);
  }
}

/** The words of a command; those in quotes are one. */
export function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? "");
}

function titleIn(text: string): string {
  if (text === "") throw new RangeError("what is the group called?");
  return text;
}

function infoText({ id, title, members }: GroupView): string {
  const lines = members.map(({ user, isAdmin }) => `    ${user}${isAdmin ? " (admin)" : ""}`);
  return [`  ${printable(title)}  #${id}`, ...lines].join("\n");
}
