/**
 * One socket, from opening to close. Says hello, reads frames, writes what one tick produced as one WebSocket message,
 * measures the server's clock, and notices when the other side is gone: a socket that says nothing for 2.5 ping
 * intervals although it was asked is dead.
 */

import {
  decodeServerMessage,
  encodeClientFrame,
  LIMITS,
  SUBPROTOCOL,
  type ClientBody,
  type cellwire,
} from "@cellwire/protocol";
import type { Cancel, Clock } from "../clock.ts";
import type { ServerClock } from "./server-clock.ts";
import type { WebSocketFactory, WebSocketLike } from "./web-socket.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_INTERVALS_MAX = 2.5;
/** How often per ping interval the connection looks at itself. */
const LOOKS_PER_INTERVAL = 2;
const NORMAL_CLOSURE = 1000;
/** RFC 6455, section 7.4.1: the connection ended without a close frame. */
const ABNORMAL_CLOSURE = 1006;

export type ServerFrame = ReturnType<typeof decodeServerMessage>[number];

export interface ConnectionEnd {
  readonly code: number;
  readonly reason: string;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly webSocket: WebSocketFactory;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  readonly hello: cellwire.v1.Hello.$Properties;
  readonly onFrame: (frame: ServerFrame) => void;
  readonly onMalformed: (cause: unknown) => void;
  /** Monotonic time since which an answer is due, of anything that was asked. */
  readonly oldestSentAtMs: () => number | undefined;
  /** Once, whoever ended it. */
  readonly onEnd: (end: ConnectionEnd) => void;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocketLike;
  #outgoing: Uint8Array[] = [];
  #outgoingBytes = 0;
  #ended = false;
  #opened = false;
  #pingIntervalMs: number = LIMITS.pingIntervalMs;
  #helloSentAtMs = 0;
  #lastReadAtMs: number;
  #ping: { readonly nonce: number; readonly sentAtMs: number } | undefined;
  #cancelTimer: Cancel;

  /** @throws what the factory throws, for a URL that is none. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#lastReadAtMs = options.clock.monotonicMs();
    this.#cancelTimer = options.clock.after(CONNECT_TIMEOUT_MS, () => this.end("no welcome in time"));
    this.#socket = options.webSocket(options.url, SUBPROTOCOL);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#open();
    this.#socket.onmessage = (event: { data: unknown }) => this.#read(event.data);
    this.#socket.onclose = (event: { code?: number; reason?: unknown }) =>
      this.#end({ code: event.code ?? ABNORMAL_CLOSURE, reason: typeof event.reason === "string" ? event.reason : "" });
    // A close event always follows, with everything there is to know.
    this.#socket.onerror = () => undefined;
  }

  /** Frames of one tick leave together. After the end they go nowhere: the next connection says it again. */
  send(frame: ClientBody): void {
    if (this.#ended || !this.#opened) return;
    const bytes = encodeClientFrame(frame);
    const { frameBytesMax, framesPerMessageMax } = LIMITS;
    if (this.#outgoingBytes + bytes.length > frameBytesMax || this.#outgoing.length >= framesPerMessageMax)
      this.flush();
    if (this.#outgoing.length === 0) this.#options.clock.soon(() => this.flush());
    this.#outgoing.push(bytes);
    this.#outgoingBytes += bytes.length;
  }

  flush(): void {
    if (this.#ended || this.#outgoing.length === 0) return;
    const message = joined(this.#outgoing, this.#outgoingBytes);
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    this.#socket.send(message);
  }

  /** Ends it from this side, at once: a dead peer's answer is not waited for. */
  end(reason: string, code = ABNORMAL_CLOSURE): void {
    if (this.#ended) return;
    this.flush();
    this.#end({ code, reason });
    this.#socket.close(NORMAL_CLOSURE);
  }

  #open(): void {
    this.#opened = true;
    this.#helloSentAtMs = this.#options.clock.monotonicMs();
    this.send({ hello: this.#options.hello });
    this.flush();
  }

  #read(data: unknown): void {
    if (this.#ended) return;
    this.#lastReadAtMs = this.#options.clock.monotonicMs();
    let frames: ServerFrame[];
    try {
      frames = decodeServerMessage(bytesOf(data));
    } catch (cause) {
      this.#options.onMalformed(cause);
      this.end("malformed message");
      return;
    }
    for (const frame of frames) {
      if (this.#ended) return;
      if (frame.welcome) this.#welcomed(frame.welcome);
      else if (frame.pong) this.#ponged(frame.pong);
      this.#options.onFrame(frame);
    }
  }

  #welcomed(welcome: cellwire.v1.Welcome.$Properties): void {
    this.#options.serverClock.sample(welcome.serverTimeMs ?? 0, this.#helloSentAtMs);
    this.#pingIntervalMs = welcome.limits?.pingIntervalMs || LIMITS.pingIntervalMs;
    this.#look();
  }

  #ponged(pong: cellwire.v1.Pong.$Properties): void {
    if (pong.nonce !== this.#ping?.nonce) return;
    this.#options.serverClock.sample(pong.serverTimeMs ?? 0, this.#ping!.sentAtMs);
    this.#ping = undefined;
  }

  /** The only timer of an established connection. */
  #look(): void {
    this.#cancelTimer();
    const now = this.#options.clock.monotonicMs();
    const silentMs = now - this.#lastReadAtMs;
    const unansweredMs = now - (this.#options.oldestSentAtMs() ?? now);
    const silenceMaxMs = SILENCE_INTERVALS_MAX * this.#pingIntervalMs;
    if (silentMs >= silenceMaxMs || unansweredMs >= silenceMaxMs) {
      this.end("silent");
      return;
    }
    if (silentMs >= this.#pingIntervalMs) this.#sendPing(now);
    this.#cancelTimer = this.#options.clock.after(this.#pingIntervalMs / LOOKS_PER_INTERVAL, () => this.#look());
  }

  #sendPing(now: number): void {
    this.#ping = { nonce: (this.#ping?.nonce ?? 0) + 1, sentAtMs: now };
    this.send({ ping: { nonce: this.#ping.nonce } });
  }

  #end(end: ConnectionEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#outgoing = [];
    this.#options.onEnd(end);
  }
}

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (data instanceof Uint8Array) return data;
  throw new TypeError("a text message where only binary ones are allowed");
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
