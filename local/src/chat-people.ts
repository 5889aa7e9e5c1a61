/** Privacy, blocks, presence and typing in a terminal chat. */

import { isUserId } from "@cellwire/protocol";
import type { Audience, Client, Counterpart, PresenceView, PrivacySettings } from "@cellwire/sdk";

export const PEOPLE_HELP = [
  "  /presence USER…   watch who is online; /typing tells the one you talk to that you type",
  "  /block USER, /unblock USER, /blocked; /contact USER, /uncontact USER, /contacts",
  "  /settings  who learns what of you; /settings last-seen|online|delivered everyone|contacts|nobody, /settings read-receipts on|off",
].join("\n");

const AUDIENCES: ReadonlySet<string> = new Set(["everyone", "contacts", "nobody"] satisfies Audience[]);
const AUDIENCE_SETTINGS = { "last-seen": "lastSeen", online: "online", delivered: "delivered" } as const;

export class ChatPeople {
  readonly #client: Client;
  readonly #current: () => Counterpart | undefined;

  constructor(client: Client, options: { print: (line: string) => void; current: () => Counterpart | undefined }) {
    this.#client = client;
    this.#current = options.current;
    client.on("presence", (view) => options.print(presenceLine(view)));
    client.on("typing", ({ peer, typing }) => {
      if (typing) options.print(`  ${peer} is typing`);
    });
  }

  /** What it says; undefined: the line is none of its commands. @throws {ClientError} as the SDK says. @throws {RangeError} no user id. */
  async command([command, ...words]: readonly string[]): Promise<string | undefined> {
    const { people } = this.#client;
    const [user = ""] = words;
    switch (command) {
      case "/presence":
        return (await people.presence(words)).map(presenceLine).join("\n") || "  what is learnt is shown";
      case "/typing":
        return this.#type();
      case "/block":
        return people.block(user).then(() => `  ${user} is blocked, and does not learn it`);
      case "/unblock":
        return people.unblock(user).then(() => `  ${user} is not blocked any more; what came until now stays hidden`);
      case "/blocked":
        return (await people.blocked()).map((one) => `  ${one}`).join("\n") || "  nobody";
      case "/contact":
        return people.addContacts([user]).then(() => `  ${user} is a contact`);
      case "/uncontact":
        return people.removeContacts([user]).then(() => `  ${user} is no contact any more`);
      case "/contacts":
        return (await people.contacts()).map((one) => `  ${one}`).join("\n") || "  nobody";
      case "/settings":
        return this.#settings(words);
      default:
        return undefined;
    }
  }

  #type(): string {
    const peer = this.#current()?.peer;
    if (peer === undefined || !isUserId(peer)) return "  Whom to? /to USER";
    this.#client.people.typing(peer);
    return `  ${peer} sees that you type, if you may see each other online`;
  }

  async #settings([name, value = ""]: readonly string[]): Promise<string> {
    const { people } = this.#client;
    if (name === undefined) return settingsText(await people.settings());
    const change = changeOf(name, value);
    return change ? settingsText(await people.updateSettings(change)) : PEOPLE_HELP;
  }
}

function changeOf(name: string, value: string): Partial<PrivacySettings> | undefined {
  if (name === "read-receipts" && (value === "on" || value === "off")) return { readReceipts: value === "on" };
  if (!Object.hasOwn(AUDIENCE_SETTINGS, name) || !AUDIENCES.has(value)) return undefined;
  return { [AUDIENCE_SETTINGS[name as keyof typeof AUDIENCE_SETTINGS]]: value };
}

function settingsText({ lastSeen, online, delivered, readReceipts }: PrivacySettings): string {
  return [
    `  last-seen ${lastSeen}`,
    `  online ${online}`,
    `  delivered ${delivered}`,
    `  read-receipts ${readReceipts ? "on" : "off"}`,
  ].join("\n");
}

function presenceLine({ user, online, lastSeenMs }: PresenceView): string {
  if (online) return `  ${user} is online`;
  if (lastSeenMs === undefined) return `  nothing is known of ${user}`;
  return `  ${user} was here at ${new Date(lastSeenMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
