/** `./cellwire chat USER`: a plain terminal client. */

import { mkdirSync } from "node:fs";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { compareKeys, isUserId, keyText, ORIGIN, type OrderKey, type UserId } from "@cellwire/protocol";
import { textOf, type Client, type Message, type ReceiptEvent } from "@cellwire/sdk";
import { createSqliteStore } from "@cellwire/sdk/store-sqlite";
import { Command, InvalidArgumentError } from "commander";
import { deploymentOf, openUserClient, withDeploymentOptions, type DeploymentOptions } from "../user-client.ts";

const HISTORY_LINES = 10;
const HELP = [
  "  /to USER   talk to USER",
  "  /who       conversations and unread counts",
  "  /quit      leave (so does Ctrl-D)",
  "  Anything else is sent. + it has its place in the conversation, ++ delivered, ✓ read, ! not delivered",
].join("\n");

interface ChatOptions extends DeploymentOptions {
  readonly to?: UserId;
  readonly region?: string;
}

export function chatCommand(): Command {
  return withDeploymentOptions(new Command("chat"))
    .description("talk as USER from this terminal")
    .argument("<user>", "who you are", parseUser)
    .option("--to <user>", "whom to talk to at first", parseUser)
    .option("--region <region>", "where to live, when USER is new")
    .action(chat);
}

async function chat(user: UserId, options: ChatOptions): Promise<void> {
  const deployment = await deploymentOf(options); // before anything is made in a directory that may not be ours
  const stores = storesDirectory(options);
  mkdirSync(stores, { recursive: true });
  // In hexadecimal: user ids may be "." and "..", and differ only by case.
  const store = createSqliteStore(path.join(stores, `${Buffer.from(user).toString("hex")}.sqlite`));
  const region = options.region === undefined ? {} : { region: options.region };
  const client = openUserClient({ deployment, user, store, ...region });
  await new Chat(client, { user, peer: options.to }).run().finally(() => deployment.close());
}

/** Of a directory elsewhere: beside the data directory, which is of the cluster that `up` runs, and has a directory for each. */
function storesDirectory({ data, directory, kubernetes }: DeploymentOptions): string {
  if (kubernetes) return path.join(`${data}-chat`, "kubernetes");
  if (directory === undefined) return path.join(data, "chat");
  return path.join(`${data}-chat`, new URL(directory).host.replaceAll(/[^\w.-]/g, "-"));
}

function parseUser(text: string): UserId {
  if (isUserId(text)) return text;
  throw new InvalidArgumentError("A user id has 1 to 64 characters of A-Z a-z 0-9 . _ ~ -.");
}

interface PeerMarks {
  readonly delivered: OrderKey;
  readonly read: OrderKey;
}

class Chat {
  readonly #client: Client;
  readonly #user: UserId;
  #peer: UserId | undefined;
  /** Of the own newest message to the current peer. */
  #newest: OrderKey = ORIGIN;
  /** The last receipt line: later receipts may say the same. */
  #lastReceipt = "";
  /** Undefined before the first line may be typed and after the last. */
  #terminal: Interface | undefined;

  constructor(client: Client, who: { user: UserId; peer: UserId | undefined }) {
    this.#client = client;
    this.#user = who.user;
    this.#peer = who.peer;
  }

  async run(): Promise<void> {
    this.#listen();
    await this.#client.connect();
    this.#print(HELP);
    // Not before: lines that come while nobody reads them would be lost.
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    this.#terminal = terminal;
    if (this.#peer) await this.#open(this.#peer);
    this.#prompt();
    for await (const line of terminal) {
      if (line.trim() === "/quit") break;
      await this.#take(line.trim());
      this.#prompt();
    }
    this.#terminal = undefined;
    terminal.close();
    await this.#client.close();
  }

  #listen(): void {
    const client = this.#client;
    client.on("message", (message) => this.#show(message));
    client.on("outbox", ({ state, peer, code }) => {
      if (state === "refused") this.#print(`  ! a message to ${peer} was refused (${code})`);
      if (state === "unknown") this.#print(`  ! it is unknown whether a message to ${peer} was delivered`);
    });
    client.on("receipt", (receipt) => this.#showReceipt(receipt));
    client.on("connection", ({ state, cell, reason }) => {
      const detail = reason ?? (state === "connected" ? cell : undefined);
      this.#print(`  [${state}${detail === undefined ? "" : ` ${detail}`}]`);
    });
    client.on("error", (error) => this.#print(`  ! ${error.message}`));
  }

  async #take(line: string): Promise<void> {
    const [command, argument = ""] = line.split(/\s+/, 2);
    if (line === "") return;
    if (command === "/to" && isUserId(argument)) await this.#open(argument);
    else if (command === "/who") await this.#who();
    else if (line.startsWith("/")) this.#print(HELP);
    else if (this.#peer === undefined) this.#print("  Whom to? /to USER");
    else await this.#send(this.#peer, line);
  }

  async #send(peer: UserId, text: string): Promise<void> {
    try {
      await this.#client.send(peer, text);
    } catch (error) {
      this.#print(`  ! not sent: ${(error as Error).message}`);
    }
  }

  async #open(peer: UserId): Promise<void> {
    this.#peer = peer;
    this.#newest = ORIGIN;
    const view = (await this.#client.conversations()).find((conversation) => conversation.peer === peer);
    if (!view) return;
    for (const message of (await this.#client.messages(peer)).slice(-HISTORY_LINES)) {
      if (message.own) this.#newest = message.key;
      this.#print(this.#line(message, { delivered: view.peerDelivered, read: view.peerRead }));
    }
    await this.#client.markRead(peer);
  }

  async #who(): Promise<void> {
    const views = await this.#client.conversations();
    this.#print(views.map(({ peer, unread }) => `  ${peer}  ${unread} unread`).join("\n") || "  Nobody yet");
  }

  #show(message: Message): void {
    this.#print(this.#line(message));
    if (message.peer !== this.#peer) return;
    if (message.own) this.#newest = message.key;
    else void this.#client.markRead(message.peer);
  }

  /** Only of the newest message: what is before it is at least as far. */
  #showReceipt({ user, peer, ...marks }: ReceiptEvent): void {
    if (user !== peer || peer !== this.#peer || this.#newest === ORIGIN) return;
    const mark = markOf(this.#newest, marks);
    const receipt = `${keyText(this.#newest)} ${mark}`;
    if (mark === "+" || receipt === this.#lastReceipt) return;
    this.#lastReceipt = receipt;
    this.#print(mark === "✓" ? `  ✓ ${peer} has read it` : `  ++ ${peer} has it`);
  }

  #line(message: Message, peer?: PeerMarks): string {
    const at = new Date(message.acceptedAtMs).toTimeString().slice(0, 5);
    const from = message.own ? this.#user : message.sender;
    const to = message.own && message.peer !== this.#peer ? ` to ${message.peer}` : "";
    return `${at} ${from}${to}: ${printable(textOf(message))}${message.own ? ` ${markOf(message.key, peer)}` : ""}`;
  }

  /** Above the line that is being typed. */
  #print(text: string): void {
    process.stdout.write(process.stdout.isTTY ? `\r\u001B[K${text}\n` : `${text}\n`);
    this.#prompt();
  }

  #prompt(): void {
    if (!process.stdout.isTTY) return;
    this.#terminal?.setPrompt(`${this.#peer ?? ""}> `);
    this.#terminal?.prompt(true);
  }
}

/** What others write must not steer this terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\uFFFD");
}

function markOf(key: OrderKey, peer?: PeerMarks): "+" | "++" | "✓" {
  if (peer && compareKeys(key, peer.read) <= 0) return "✓";
  return peer && compareKeys(key, peer.delivered) <= 0 ? "++" : "+";
}
