/** A device of a scenario: a client of the public SDK on real sockets, whose every event is recorded. */

import { parseDeviceId, type OrderKey, type UserId } from "@cellwire/protocol";
import {
  createClient,
  createMemoryStore,
  type Client,
  type ClientError,
  type Message,
  type Recipient,
  type SendHandle,
} from "@cellwire/sdk";
import { WebSocket } from "ws";
import type { HistoryEvent } from "../../oracle/history.ts";
import { Recorder } from "../../oracle/recorder.ts";
import { within } from "./eventually.ts";
import type { CellName, CellsUnderTest } from "./cells-under-test.ts";

const CONNECT_MS = 30_000;
const ERRORS_KEPT_MAX = 50;

export interface DeviceOptions {
  readonly stage: CellsUnderTest;
  readonly user: UserId;
  /** Also the region: new users are placed there. */
  readonly cell: CellName;
  readonly name: string;
  readonly history: HistoryEvent[];
  /** Every so many messages the application marks as read; 0: never. */
  readonly readEvery: number;
}

export class Device {
  readonly user: UserId;
  readonly cell: CellName;
  readonly name: string;
  readonly client: Client;
  /** Bounded; for the report of a failure. */
  readonly errors: ClientError[] = [];
  readonly received: Message[] = [];
  readonly #options: DeviceOptions;
  readonly #recorder: Recorder;
  readonly #unfollow: () => void;
  readonly #sockets = new Set<WebSocket>();
  #pinnedTo: string | undefined;
  #isEnded = false;

  constructor(options: DeviceOptions) {
    const { stage, user, cell, name, history } = options;
    this.#options = options;
    this.user = user;
    this.cell = cell;
    this.name = name;
    const device = parseDeviceId(name);
    this.client = createClient({
      directoryUrl: stage.directoryUrl,
      userToken: () => stage.userToken(user),
      store: createMemoryStore(),
      region: cell,
      device,
      webSocket: (url, protocol) => this.#open(url, protocol),
    });
    this.#recorder = new Recorder({ user, device, nowMs: () => performance.now(), history });
    this.#unfollow = this.#recorder.follow(this.client);
    this.client.on("message", (message) => this.#took(message));
    this.client.on("error", (error) => this.errors.length < ERRORS_KEPT_MAX && this.errors.push(error));
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  async connect(): Promise<void> {
    await within(this.client.connect(), { what: `${this.user}/${this.name} is connected`, timeoutMs: CONNECT_MS });
  }

  send(to: Recipient, content: string): Promise<SendHandle> {
    return this.client.send(to, content);
  }

  /** From the next connection on, whatever gateway the SDK picks. */
  pin(gateway: number | undefined): void {
    const { stage, cell } = this.#options;
    this.#pinnedTo = gateway === undefined ? undefined : stage.gatewayUrl(cell, gateway);
  }

  /** The link breaks without a goodbye; the SDK comes back by itself. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Cuts, and resolves when the next connection has caught up. */
  async comeBack(timeoutMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isFresh = !["connected", "caught-up"].includes(this.client.connection);
    const off = this.client.on("connection", ({ state }) => {
      if (state === "caught-up" && isFresh) resolve();
      if (state === "offline" || state === "connecting") isFresh = true;
    });
    this.cut();
    const what = `${this.user}/${this.name} came back and caught up (it is ${this.client.connection})`;
    await within(promise, { what, timeoutMs }).finally(off);
  }

  /** Nothing is recorded after it. Twice is fine. */
  async end(outcome: { readonly caughtUp: boolean }): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#unfollow();
    this.#recorder.record({ type: "ended", linked: true, caughtUp: outcome.caughtUp });
    await this.client.close();
  }

  /** The device is gone for good, at once: nothing more reaches the network. */
  async vanish(): Promise<void> {
    this.cut();
    await this.end({ caughtUp: false });
  }

  async markRead(conversation: Message["conversation"], key: OrderKey): Promise<void> {
    this.#recorder.record({ type: "readMark", conversation, key });
    await this.client.markRead(conversation, key);
  }

  #took(message: Message): void {
    this.received.push(message);
    const { readEvery } = this.#options;
    if (this.#isEnded || message.own || readEvery === 0 || message.key.n % readEvery !== 0) return;
    // It fails only when the client is closed, which a scenario does at its end.
    this.markRead(message.conversation, message.key).catch(() => {});
  }

  #open(url: string, protocol: string): WebSocket {
    const { pathname } = new URL(url);
    const target = this.#pinnedTo === undefined ? url : `${this.#pinnedTo}${pathname}`;
    const socket = new WebSocket(target, protocol, { perMessageDeflate: false });
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}
