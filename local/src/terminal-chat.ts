/** A plain client for a person at a terminal, or for lines from a pipe. */

import { createInterface, type Interface } from "node:readline";
import { compareKeys, isUserId, keyText, ORIGIN, type OrderKey, type UserId } from "@cellwire/protocol";
import { textOf, type Client, type Message, type ReceiptEvent } from "@cellwire/sdk";
import { ChatMedia } from "./chat-media.ts";
import { LocalError } from "./errors.ts";
import { PendingSends, type SendsEnd } from "./pending-sends.ts";
import { regionNotice, type KnownCell } from "./regions.ts";

const HISTORY_LINES = 10;
/** Of a pipe: nobody is there to press Ctrl-C. */
const PIPED_CONNECT_MS = 30_000;
const PIPED_OUTCOMES_MS = 30_000;
const HELP = [
  "  /to USER   talk to USER",
  "  /who       conversations and unread counts",
  "  /file PATH send a file; /save N PATH saves the one that was shown as [file N]",
  "  /quit      leave (so does Ctrl-D)",
  "  Anything else is sent. + it has its place in the conversation, ++ delivered, ✓ read, ! not delivered",
].join("\n");

export interface TerminalChatOptions {
  readonly user: UserId;
  readonly peer: UserId | undefined;
  /** Where the user wants to live. */
  readonly wanted?: { readonly region: string; readonly cells: readonly KnownCell[] } | undefined;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly outcomesMs?: number;
}

interface PeerMarks {
  readonly delivered: OrderKey;
  readonly read: OrderKey;
}

export class TerminalChat {
  readonly #client: Client;
  readonly #options: TerminalChatOptions;
  readonly #sends = new PendingSends();
  readonly #media: ChatMedia;
  #peer: UserId | undefined;
  /** Of the own newest message to the current peer. */
  #newest: OrderKey = ORIGIN;
  /** The last receipt line: later receipts may say the same. */
  #lastReceipt = "";
  /** Undefined before the first line may be typed and after the last. */
  #terminal: Interface | undefined;

  constructor(client: Client, options: TerminalChatOptions) {
    this.#client = client;
    this.#media = new ChatMedia(client);
    this.#options = options;
    this.#peer = options.peer;
  }

  /** Until the input ends. False when it was piped and a line of it was refused, or has no answer. @throws {LocalError} NOT_RUNNING */
  async run(): Promise<boolean> {
    const { input, output } = this.#options;
    this.#listen();
    try {
      await this.#connect();
      this.#print(HELP);
      // Not before: lines that come while nobody reads them would be lost. Reading begins before anything else is awaited.
      const terminal = createInterface({ input, output });
      const lines = terminal[Symbol.asyncIterator]();
      this.#terminal = terminal;
      if (this.#peer) await this.#open(this.#peer);
      this.#prompt();
      for await (const line of lines) {
        if (line.trim() === "/quit") break;
        await this.#take(line.trim());
        this.#prompt();
      }
      this.#terminal = undefined;
      terminal.close();
      if (input.isTTY) return true;
      return this.#tellEnd(await this.#sends.settled(this.#options.outcomesMs ?? PIPED_OUTCOMES_MS));
    } finally {
      await this.#client.close();
    }
  }

  async #connect(): Promise<void> {
    if (this.#options.input.isTTY) return this.#client.connect();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(notConnected()), PIPED_CONNECT_MS);
    try {
      await Promise.race([this.#client.connect(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #tellEnd({ lost, unanswered, unplaced }: SendsEnd): boolean {
    const tell = (count: number, what: string) => count > 0 && this.#print(`  ! ${count} ${what}`);
    tell(lost, "not sent, refused, or of unknown outcome");
    tell(unanswered, "without an answer: kept, and sent again by the next chat of this user");
    tell(unplaced, "accepted, but not yet in the conversation");
    return lost + unanswered === 0;
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
      if (state === "connected" && cell !== undefined) this.#noticeRegion(cell);
    });
    client.on("error", (error) => {
      const isThrown = error.code === "STOPPED" && !this.#terminal;
      if (!isThrown) this.#print(`  ! ${error.message}`);
    });
  }

  #noticeRegion(cell: string): void {
    const { wanted } = this.#options;
    const notice = wanted && regionNotice(wanted, cell);
    if (notice !== undefined) this.#print(`  ${notice}`);
  }

  async #take(line: string): Promise<void> {
    const [command, argument = "", ...rest] = line.split(/\s+/);
    if (line === "") return;
    if (command === "/to" && isUserId(argument)) await this.#open(argument);
    else if (command === "/who") await this.#who();
    else if (command === "/to") this.#openNobody(argument);
    else if (command === "/file") await this.#sendFile([argument, ...rest].join(" "));
    else if (command === "/save") await this.#save(Number(argument), rest.join(" "));
    else if (line.startsWith("/")) this.#print(`  There is no command ${printable(command ?? "")}\n${HELP}`);
    else if (this.#peer === undefined) this.#refuseLine("  Whom to? /to USER");
    else await this.#send(this.#peer, line);
  }

  /** A line that was not sent. */
  #refuseLine(why: string): void {
    this.#sends.addLost();
    this.#print(why);
  }

  async #send(peer: UserId, text: string): Promise<void> {
    try {
      this.#sends.add(await this.#client.send(peer, text));
    } catch (error) {
      this.#refuseLine(`  ! not sent: ${(error as Error).message}`);
    }
  }

  async #sendFile(file: string): Promise<void> {
    if (this.#peer === undefined) return this.#refuseLine("  Whom to? /to USER");
    const peer = this.#peer;
    try {
      await this.#send(peer, await this.#media.upload(file));
    } catch (error) {
      this.#refuseLine(`  ! not sent: ${(error as Error).message}`);
    }
  }

  async #save(number: number, file: string): Promise<void> {
    if (file === "") return this.#print("  Where to? /save N PATH");
    try {
      this.#print(`  ${await this.#media.save(number, file)} bytes saved`);
    } catch (error) {
      this.#print(`  ! not saved: ${(error as Error).message}`);
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

  /** What follows must not go to the one before. */
  #openNobody(argument: string): void {
    this.#peer = undefined;
    this.#print(argument ? `  ${printable(argument)} is no user id` : "  Whom to? /to USER");
  }

  async #who(): Promise<void> {
    const views = await this.#client.conversations();
    this.#print(views.map(({ peer, unread }) => `  ${peer}  ${unread} unread`).join("\n") || "  Nobody yet");
  }

  #show(message: Message): void {
    this.#print(this.#line(message));
    if (message.peer !== this.#peer) return;
    if (message.own) this.#newest = message.key;
    else void this.#client.markRead(message.conversation);
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
    const from = message.own ? this.#options.user : message.sender;
    const to = message.own && message.peer !== this.#peer ? ` to ${message.peer}` : "";
    return `${at} ${from}${to}: ${printable(this.#media.describe(message) ?? textOf(message))}${message.own ? ` ${markOf(message.key, peer)}` : ""}`;
  }

  /** Above the line that is being typed. */
  #print(text: string): void {
    const { output } = this.#options;
    output.write(output.isTTY ? `\r\u001B[K${text}\n` : `${text}\n`);
    this.#prompt();
  }

  #prompt(): void {
    if (!this.#options.output.isTTY) return;
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

function notConnected(): LocalError {
  return new LocalError("NOT_RUNNING", {
    message: `there was no connection within ${PIPED_CONNECT_MS / 1000} s, and nothing was sent`,
    remedy: "see whether the cells serve: ./cellwire status, or kubectl get cells",
  });
}
