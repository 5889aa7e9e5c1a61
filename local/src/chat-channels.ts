/** Channels in a terminal chat: posts are shown as they come, whoever is talked to. */

import { textOf, type Client, type Subscription } from "@cellwire/sdk";
import { printable } from "./chat-lines.ts";

export const CHANNEL_HELP =
  "  /channel   create TITLE, join ID, leave ID, post ID TEXT, read ID, list: a channel's posts go to all who joined";

const READ_POSTS = 10;

export class ChatChannels {
  readonly #client: Client;
  readonly #titles = new Map<string, string>();

  constructor(client: Client, { print }: { readonly print: (line: string) => void }) {
    this.#client = client;
    client.on("channel-post", (post) => {
      const title = this.#titles.get(post.channel) ?? post.channel;
      print(`  [${printable(title)}] ${post.sender}: ${printable(textOf(post))}`);
    });
  }

  /** What to say; undefined: it is no command about channels. @throws {ClientError} | {RangeError} as the SDK says. */
  async command([command, verb, id = "", ...rest]: readonly string[]): Promise<string | undefined> {
    if (command !== "/channel") return undefined;
    const { channels } = this.#client;
    switch (verb) {
      case "create": {
        const info = await channels.create({ title: [id, ...rest].join(" ") });
        return `  channel ${info.id}: others join it with /channel join ${info.id}`;
      }
      case "join":
        return this.#listed([await channels.subscribe(id)]);
      case "leave":
        await channels.unsubscribe(id);
        return "  left";
      case "post":
        await channels.post(id, rest.join(" "));
        return "  posted";
      case "read":
        return this.#read(id);
      case "list":
        return this.#listed(await channels.list());
      default:
        return CHANNEL_HELP;
    }
  }

  #listed(subscriptions: readonly Subscription[]): string {
    for (const { id, title } of subscriptions) this.#titles.set(id, title);
    const lines = subscriptions.map(
      ({ id, title, unread, subscribers }) =>
        `  ${id} ${printable(title)}, ${unread} unread, ${subscribers} subscribers`,
    );
    return lines.join("\n") || "  none";
  }

  async #read(id: string): Promise<string> {
    const { channels } = this.#client;
    const lines: string[] = [];
    // Who has not joined has no mark to move.
    const isJoined = (await channels.list()).some((one) => one.id === id);
    for await (const post of channels.posts(id)) {
      if (lines.length === 0 && isJoined) await channels.markRead(id, post.key);
      if (lines.unshift(`  ${post.sender}: ${printable(textOf(post))}`) >= READ_POSTS) break;
    }
    return lines.join("\n") || "  nothing was posted";
  }
}
