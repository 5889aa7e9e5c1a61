/** A gateway that says what the test tells it to say, and remembers what it heard. Sockets without a network. */

import {
  CLOSE,
  decodeClientMessage,
  encodeServerFrame,
  keyOf,
  type cellwire,
  type CloseName,
  type OrderKey,
  type ServerBody,
  type TicketAnswer,
} from "@cellwire/protocol";
import type { WebSocketFactory, WebSocketLike } from "../src/session/web-socket.ts";
import type { ManualClock } from "./manual-clock.ts";

export type HeardFrame = ReturnType<typeof decodeClientMessage>[number];

export class ScriptedSocket implements WebSocketLike {
  binaryType = "blob";
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly url: string;
  readonly protocol: string;
  readonly heard: HeardFrame[] = [];
  /** WebSocket messages, each of one or more frames. */
  messagesHeard = 0;
  closedByClient = false;

  constructor(url: string, protocol: string) {
    this.url = url;
    this.protocol = protocol;
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    const frames = decodeClientMessage(data);
    const isAboutSettings = ({ request }: HeardFrame) => request?.body === "getSettings";
    // Every connection begins with it; there are none.
    for (const { request } of frames.filter(isAboutSettings))
      queueMicrotask(() => this.say({ response: { id: request!.id ?? 0, settings: {} } }));
    const others = frames.filter((frame) => !isAboutSettings(frame));
    if (others.length > 0) this.messagesHeard++;
    this.heard.push(...others);
  }

  close(): void {
    this.closedByClient = true;
  }

  accept(): void {
    this.onopen?.({} as never);
  }

  say(...frames: ServerBody[]): void {
    for (const frame of frames) this.sayBytes(encodeServerFrame(frame));
  }

  sayBytes(bytes: Uint8Array): void {
    this.onmessage?.({ data: new Uint8Array(bytes).buffer } as never);
  }

  drop(code: CloseName | number): void {
    this.onclose?.({ code: typeof code === "number" ? code : CLOSE[code], reason: "" } as never);
  }

  /** What was heard of one kind since the last call for it. */
  take<Body extends NonNullable<HeardFrame["body"]>>(body: Body): NonNullable<HeardFrame[Body]>[] {
    const taken = this.heard.filter((frame) => frame.body === body);
    for (const frame of taken) this.heard.splice(this.heard.indexOf(frame), 1);
    return taken.map((frame) => frame[body] as NonNullable<HeardFrame[Body]>);
  }
}

export class ScriptedGateway {
  readonly sockets: ScriptedSocket[] = [];
  readonly tickets: { readonly body: unknown; readonly authorization: string | null }[] = [];
  readonly #clock: ManualClock;
  /** What the directory answers next; an error status when it is a number. */
  answer: Partial<TicketAnswer> | number = {};
  gateways: readonly string[] = ["ws://gateway-0.test", "ws://gateway-1.test"];

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  readonly webSocket: WebSocketFactory = (url, protocol) => {
    const socket = new ScriptedSocket(url, protocol);
    this.sockets.push(socket);
    return socket;
  };

  readonly fetch: typeof fetch = async (_url, init) => {
    const authorization = new Headers(init?.headers).get("authorization");
    this.tickets.push({ body: JSON.parse(init?.body as string), authorization });
    if (typeof this.answer === "number") return Response.json({ code: "DIRECTORY_DOWN" }, { status: this.answer });
    return Response.json({
      ticket: `ticket-${this.tickets.length}`,
      user: "alice",
      cell: "eu",
      epoch: 1,
      gateways: this.gateways,
      expiresAtMs: this.#clock.trueMs() + 300_000,
      ...this.answer,
    });
  };

  /** The newest socket. */
  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("the client opened no socket");
    return socket;
  }

  /** Opens the newest socket and welcomes. */
  async welcome(welcome: cellwire.v1.Welcome.$Properties = {}): Promise<ScriptedSocket> {
    await this.#clock.settle();
    const { socket } = this;
    socket.accept();
    socket.say({
      welcome: {
        version: 1,
        cell: "eu",
        serverTimeMs: this.#clock.trueMs(),
        resumeTicket: `resume-${this.sockets.length}`,
        resumeTicketExpiresMs: this.#clock.trueMs() + 86_400_000,
        ...welcome,
      },
    });
    await this.#clock.settle();
    return socket;
  }

  /** Welcomes, names `heads`, and says that this is all. */
  async online(heads: cellwire.v1.Head.$Properties[] = []): Promise<ScriptedSocket> {
    const socket = await this.welcome();
    if (heads.length > 0) socket.say({ heads: { heads } });
    socket.say({ caughtUp: {} });
    await this.#clock.settle();
    return socket;
  }
}

export function at(n: number, term = 1): OrderKey {
  return { term, n };
}

export function afterOf(fetch: cellwire.v1.Fetch.$Properties): OrderKey {
  return keyOf(fetch.after);
}
