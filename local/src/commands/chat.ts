/** `./cellwire chat USER`: a plain terminal client. */

import { mkdirSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import { Command, InvalidArgumentError } from "commander";
import type { OrderKey, UserId } from "@cellwire/protocol";
import { compareKeys, isUserId } from "@cellwire/protocol";
import type { Client, Message } from "@cellwire/sdk";
import { textOf } from "@cellwire/sdk";
import { createSqliteStore } from "@cellwire/sdk/store-sqlite";
import { dataOption } from "../command-options.ts";
import { openUserClient } from "../user-client.ts";

const HISTORY_LINES = 10;
const HELP = [
  "  /to USER   talk to USER",
  "  /read      mark the conversation as read",
  "  /who       conversations and unread counts",
  "  /quit      leave (so does Ctrl-D)",
  "Anything else is sent. Your messages show: . accepted  + sequenced  ++ delivered  ✓ read  ! refused",
].join("\n");

export function chatCommand(): Command {
  return new Command("chat")
    .description("talk as USER from this terminal")
    .argument("<user>", "who you are", parseUser)
    .option("--to <user>", "whom to talk to at first", parseUser)
    .option("--region <region>", "where to live, when USER is new")
    .addOption(dataOption())
    .action((user: UserId, options: ChatOptions) => new Chat(user, options).run());
}

interface ChatOptions {
  readonly data: string;
  readonly to?: UserId;
  readonly region?: string;
}

function parseUser(text: string): UserId {
  if (isUserId(text)) return text;
  throw new InvalidArgumentError("A user id has 1 to 64 characters of A-Z a-z 0-9 . _ ~ -.");
}

class Chat {
  readonly #user: UserId;
  readonly #client: Client;
  readonly #terminal: Interface;
  #peer: UserId | undefined;

  constructor(user: UserId, options: ChatOptions) {
    const stores = path.join(options.data, "chat");
    mkdirSync(stores, { recursive: true });
    const store = createSqliteStore(path.join(stores, `${Buffer.from(user).toString("hex")}.sqlite`));
    this.#user = user;
    this.#peer = options.to;
    this.#client = openUserClient({
      dataDir: options.data,
      user,
      store,
      ...(options.region && { region: options.region }),
    });
    this.#terminal = createInterface({ input: process.stdin, output: process.stdout });
  }

  async run(): Promise<void> {
    this.#listen();
    await this.#client.connect();
    this.#print(HELP);
    if (this.#peer) await this.#open(this.#peer);
    this.#prompt();
    for await (const line of this.#terminal) {
      if (line.trim() === "/quit") break;
      try {
        await this.#take(line.trim());
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        this.#print(`  ${error.message}`);
      }
      this.#prompt();
    }
    this.#terminal.close();
    await this.#client.close();
  }

  #listen(): void {
    const client = this.#client;
    client.on("message", (message) => this.#show(message));
    client.on("outbox", ({ state, peer }) => {
      if (state === "refused" || state === "unknown") this.#print(`  ! a message to ${peer} was ${state}`);
    });
    client.on("receipt", ({ user, peer, read }) => {
      if (user === peer && peer === this.#peer && read.n > 0) this.#print(`  ✓ ${peer} has read up to ${read.n}`);
    });
    client.on("connection", (event) => {
      const reason = "reason" in event && event.reason ? ` (${event.reason})` : "";
      if (event.state !== "connected") this.#print(`  [${event.state}${reason}]`);
    });
    client.on("error", (error) => this.#print(`  ! ${error.message}`));
  }

  async #take(line: string): Promise<void> {
    const [command, argument] = line.split(/\s+/, 2);
    if (line === "") return;
    if (command === "/to") await this.#open(parseUser(argument ?? ""));
    else if (command === "/who") await this.#who();
    else if (line.startsWith("/") && command !== "/read") this.#print(HELP);
    else if (!this.#peer) this.#print("  whom to? /to USER");
    else if (command === "/read") await this.#client.markRead(this.#peer);
    else await this.#client.send(this.#peer, line);
  }

  async #open(peer: UserId): Promise<void> {
    this.#peer = peer;
    const view = (await this.#client.conversations()).find((conversation) => conversation.peer === peer);
    if (!view) return;
    for (const message of (await this.#client.messages(peer)).slice(-HISTORY_LINES)) {
      this.#print(this.#line(message, { delivered: view.peerDelivered, read: view.peerRead }));
    }
    await this.#client.markRead(peer);
  }

  async #who(): Promise<void> {
    const views = await this.#client.conversations();
    this.#print(views.map(({ peer, unread }) => `  ${peer}  ${unread} unread`).join("\n") || "  nobody yet");
  }

  #show(message: Message): void {
    this.#print(this.#line(message));
    if (!message.own && message.peer === this.#peer) void this.#client.markRead(message.peer);
  }

  #line(message: Message, peer?: { readonly delivered: OrderKey; readonly read: OrderKey }): string {
    const at = new Date(message.acceptedAtMs).toTimeString().slice(0, 5);
    const who = message.own ? this.#user : message.sender;
    return `${at} ${who}: ${textOf(message)}${message.own ? ` ${mark(message.key, peer)}` : ""}`;
  }

  /** Above the line that is being typed. */
  #print(text: string): void {
    process.stdout.write(`\r\u001B[K${text}\n`);
    this.#prompt();
  }

  #prompt(): void {
    this.#terminal.setPrompt(`${this.#peer ?? ""}> `);
    this.#terminal.prompt(true);
  }
}

function mark(key: OrderKey, peer?: { readonly delivered: OrderKey; readonly read: OrderKey }): string {
  if (peer && compareKeys(key, peer.read) <= 0) return "✓";
  return peer && compareKeys(key, peer.delivered) <= 0 ? "++" : "+";
}
