/** A plain client for a person at a terminal, or for lines from a pipe. */

import { createInterface, type Interface } from "node:readline";
import { isUserId, keyText, ORIGIN, type OrderKey, type UserId } from "@cellwire/protocol";
import { textOf, type Client, type Counterpart, type Message, type ReceiptEvent } from "@cellwire/sdk";
import { ChatChannels } from "./chat-channels.ts";
import { ChatContents } from "./chat-contents.ts";
import { ChatDevices } from "./chat-devices.ts";
import { ChatGroups, wordsOf } from "./chat-groups.ts";
import { HELP } from "./chat-help.ts";
import { ChatList } from "./chat-list.ts";
import { changeText, markOf, printable, timeOf, type PeerMarks } from "./chat-lines.ts";
import { isSame, recipientOf } from "./chat-partner.ts";
import { ChatMedia } from "./chat-media.ts";
import { ChatPeople } from "./chat-people.ts";
import { LocalError } from "./errors.ts";
import { PendingSends, type SendsEnd } from "./pending-sends.ts";
import { regionNotice, type KnownCell } from "./regions.ts";

const HISTORY_LINES = 10;
/** Of a pipe: nobody is there to press Ctrl-C. */
const PIPED_CONNECT_MS = 30_000;
const PIPED_OUTCOMES_MS = 30_000;

export interface TerminalChatOptions {
  readonly user: UserId;
  readonly peer: UserId | undefined;
  /** Where the user wants to live. */
  readonly wanted?: { readonly region: string; readonly cells: readonly KnownCell[] } | undefined;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly outcomesMs?: number;
}

export class TerminalChat {
  readonly #client: Client;
  readonly #options: TerminalChatOptions;
  readonly #sends = new PendingSends();
  readonly #media: ChatMedia;
  readonly #groups: ChatGroups;
  readonly #contents: ChatContents;
  readonly #list: ChatList;
  readonly #commands: readonly { command(words: readonly string[]): Promise<string | undefined> }[];
  #current: Counterpart | undefined;
  /** Messages are shown one after the other, also when one has to wait for what its group is called. */
  #showing: Promise<void> = Promise.resolve();
  /** Of the own newest message to the current one. */
  #newest: OrderKey = ORIGIN;
  /** The last receipt line: later receipts may say the same. */
  #lastReceipt = "";
  /** Undefined before the first line may be typed and after the last. */
  #terminal: Interface | undefined;

  constructor(client: Client, options: TerminalChatOptions) {
    this.#client = client;
    this.#media = new ChatMedia(client);
    this.#groups = new ChatGroups(client);
    const print = (line: string) => this.#print(line);
    const current = () => this.#current;
    this.#contents = new ChatContents(client);
    this.#list = new ChatList(client, { current, name: (named) => this.#groups.name(named) });
    const people = new ChatPeople(client, { print, current });
    this.#commands = [new ChatDevices(client), people, this.#list, new ChatChannels(client, { print })];
    this.#options = options;
    this.#current = options.peer === undefined ? undefined : { peer: options.peer, group: undefined };
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
      if (this.#current) await this.#open(this.#current);
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
      await this.#showing;
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
    client.on("message", (message) => {
      this.#groups.learn(message);
      this.#showing = this.#showing.then(() => this.#show(message));
    });
    client.on("outbox", ({ state, code, change, ...to }) => {
      const what = `${change ? "a change of" : "a message to"} ${this.#groups.nameNow(to)}`;
      if (state === "refused") this.#print(`  ! ${what} was refused (${code})`);
      if (state === "unknown") this.#print(`  ! it is unknown whether ${what} was delivered`);
    });
    client.on("receipt", (receipt) => this.#showReceipt(receipt));
    client.on("connection", ({ state, cell, reason }) => {
      const detail = reason ?? (state === "connected" ? cell : undefined);
      this.#print(`  [${state}${detail === undefined ? "" : ` ${detail}`}]`);
      const { wanted } = this.#options;
      const notice = wanted && state === "connected" && cell !== undefined && regionNotice(wanted, cell);
      if (notice) this.#print(`  ${notice}`);
    });
    client.on("identity-changed", ({ user }) =>
      this.#print(`  ! the device list of ${user} is signed by a new key: ask whether that was meant`),
    );
    client.on("error", (error) => {
      const isThrown = error.code === "STOPPED" && !this.#terminal;
      if (!isThrown) this.#print(`  ! ${error.message}`);
    });
  }

  async #take(line: string): Promise<void> {
    const [command, argument = "", ...rest] = line.split(/\s+/);
    if (line === "") return;
    if (command === "/to") await this.#to([argument, ...rest].join(" "));
    else if (command === "/group") await this.#group(wordsOf(line).slice(1));
    else if (command === "/file") await this.#sendFile([argument, ...rest].join(" "));
    else if (command === "/save") await this.#save(Number(argument), rest.join(" "));
    else if (line.startsWith("/")) await this.#command(line);
    else await this.#send(line);
  }

  /** A line that was not sent. */
  #refuseLine(why: string): void {
    this.#sends.addLost();
    this.#print(why);
  }

  async #send(text: string): Promise<void> {
    if (!this.#current) return this.#refuseLine("  Whom to? /to USER");
    try {
      this.#sends.add(await this.#client.send(recipientOf(this.#current), text));
      await this.#list.sent();
    } catch (error) {
      this.#refuseLine(`  ! not sent: ${(error as Error).message}`);
    }
  }

  async #sendFile(file: string): Promise<void> {
    if (!this.#current) return this.#refuseLine("  Whom to? /to USER");
    try {
      await this.#send(await this.#media.upload(file));
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

  async #group(words: readonly string[]): Promise<void> {
    try {
      const { sent, open, say } = await this.#groups.command(words, this.#current?.group);
      if (sent) this.#sends.add(sent);
      if (open) await this.#open({ peer: undefined, group: open });
      if (say !== undefined) this.#print(say);
    } catch (error) {
      this.#refuseLine(`  ! ${(error as Error).message}`);
    }
  }

  async #command(line: string): Promise<void> {
    const words = wordsOf(line);
    try {
      const sent = await this.#contents.command(line, this.#current);
      if (sent) return this.#sends.add(sent);
      let said: string | undefined;
      for (const part of this.#commands) said ??= await part.command(words);
      this.#print(said ?? `  There is no command ${printable(words[0] ?? "")}\n${HELP}`);
    } catch (error) {
      this.#refuseLine(`  ! ${(error as Error).message}`);
    }
  }

  async #to(name: string): Promise<void> {
    if (name.startsWith("#")) await this.#toGroup(name.slice(1));
    else if (isUserId(name)) await this.#open({ peer: name, group: undefined });
    else this.#openNobody(name ? `  ${printable(name)} is no user id` : "  Whom to? /to USER");
  }

  async #toGroup(title: string): Promise<void> {
    const [group, ...others] = await this.#groups.find(title);
    if (!group) return this.#openNobody(`  There is no group ${printable(title)} here`);
    if (others.length === 0) return this.#open({ peer: undefined, group });
    this.#openNobody(`  Several groups are called so: ${[group, ...others].map((id) => `#${id}`).join(" ")}`);
  }

  async #open(current: Counterpart): Promise<void> {
    this.#current = current;
    this.#newest = ORIGIN;
    const view = (await this.#client.conversations()).find((conversation) => isSame(conversation, current));
    if (!view) return;
    await this.#groups.name(current);
    const to = recipientOf(current);
    for (const item of await this.#client.timeline(to, { limit: HISTORY_LINES })) {
      if (item.own) this.#newest = item.key;
      const line = this.#line(item, { delivered: view.peerDelivered, read: view.peerRead });
      this.#print(`${line}${this.#contents.marks(item)}`);
    }
    await this.#client.markRead(to);
    const draft = await this.#list.draft();
    if (draft !== undefined) this.#print(`  draft: ${printable(draft)}`);
  }

  /** What follows must not go to the one before. */
  #openNobody(why: string): void {
    this.#current = undefined;
    this.#print(why);
  }

  async #show(message: Message): Promise<void> {
    await this.#groups.name(message);
    if (this.#contents.describe(message) === "") return;
    this.#print(this.#line(message));
    if (!this.#current || !isSame(message, this.#current)) return;
    if (message.own) this.#newest = message.key;
    else void this.#client.markRead(message.conversation);
  }

  /** Only of the newest message: what is before it is at least as far. */
  #showReceipt({ user, peer, ...marks }: ReceiptEvent): void {
    if (user !== peer || peer !== this.#current?.peer || this.#newest === ORIGIN) return;
    const mark = markOf(this.#newest, marks);
    const receipt = `${keyText(this.#newest)} ${mark}`;
    if (mark === "+" || receipt === this.#lastReceipt) return;
    this.#lastReceipt = receipt;
    this.#print(mark === "✓" ? `  ✓ ${peer} has read it` : `  ++ ${peer} has it`);
  }

  #line(message: Message, peer?: PeerMarks): string {
    const { sender, own, change } = message;
    const name = this.#groups.nameNow(message);
    const where = message.group === undefined ? timeOf(message) : `${timeOf(message)} ${name}`;
    if (change) return `${where} ${changeText(sender, change)}`;
    const isElsewhere = !this.#current || !isSame(message, this.#current);
    const to = own && message.group === undefined && isElsewhere ? ` to ${name}` : "";
    const said = this.#contents.describe(message) ?? this.#media.describe(message) ?? textOf(message);
    const text = printable(said);
    return `${where} ${sender}${to}: ${text}${own ? ` ${markOf(message.key, peer)}` : ""}`;
  }

  /** Above the line that is being typed. */
  #print(text: string): void {
    const { output } = this.#options;
    output.write(output.isTTY ? `\r\u001B[K${text}\n` : `${text}\n`);
    this.#prompt();
  }

  #prompt(): void {
    if (!this.#options.output.isTTY) return;
    this.#terminal?.setPrompt(`${this.#current ? this.#groups.nameNow(this.#current) : ""}> `);
    this.#terminal?.prompt(true);
  }
}

function notConnected(): LocalError {
  return new LocalError("NOT_RUNNING", {
    message: `there was no connection within ${PIPED_CONNECT_MS / 1000} s, and nothing was sent`,
    remedy: "see whether the cells serve: ./cellwire status, or kubectl get cells",
  });
}
