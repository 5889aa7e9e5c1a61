/** A device without an SDK: one socket, one conversation to send to, one to receive from, cursors reported. */

import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { WebSocket } from "ws";
import type { UserId } from "@cellwire/protocol";
import {
  PROTOCOL_VERSION,
  PROTOCOL_VERSION_MIN,
  SUBPROTOCOL,
  decodeServerMessage,
  directConversationId,
  encodeClientFrame,
} from "@cellwire/protocol";
import type { FrameReader, SendTemplate } from "./frames.ts";
import { readFrames } from "./frames.ts";
import type { LoadClient } from "./job.ts";

const HANDSHAKE_TIMEOUT_MS = 20_000;
const CAUGHT_UP_TIMEOUT_MS = 60_000;
const TERM = 1;
const FETCH_MAX = 256;
/** RFC 6455 wants a mask; that it is not random costs the server the same and this process less. */
const MASK = Buffer.from([0x5a, 0xc3, 0x96, 0x3c]);

export interface ClientEvents {
  /** Also tells how many answers came with the same WebSocket message. */
  accepted(client: RawClient, sequences: readonly number[]): void;
  delivered(client: RawClient, sequence: number): void;
  /** What a sound run does not have: the run is worth nothing. */
  failed(client: RawClient, message: string): void;
}

export class RawClient implements FrameReader {
  readonly user: string;
  inFlight = 0;
  holes = 0;
  offers = 0;
  readonly #to: LoadClient;
  readonly #events: ClientEvents;
  readonly #inbound: Buffer;
  #socket: WebSocket | undefined;
  #caughtUp: ((error?: Error) => void) | undefined;
  #isLive = false;
  #answered: number[] = [];
  /** Every number up to it has arrived; those above a hole wait. */
  #contiguous = 0;
  readonly #above = new Set<number>();
  #received = 0;
  #reported = 0;

  /** `from`: who sends to this user. */
  constructor(to: LoadClient, from: string, events: ClientEvents) {
    this.user = to.user;
    this.#to = to;
    this.#events = events;
    this.#inbound = conversationOf(to.user, from);
  }

  /** Resolves when the gateway says that nothing is missing. `localAddress`: of this end of the connection. */
  async connect(localAddress?: string): Promise<void> {
    const { gatewayUrl, ticket, device } = this.#to;
    const socket = new WebSocket(`${gatewayUrl}/v1/connect`, [SUBPROTOCOL], {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      generateMask: (mask) => mask.set(MASK),
      ...(localAddress !== undefined && { localAddress }),
    });
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(data as Buffer));
    socket.once("open", () => {
      const versions = { versionMin: PROTOCOL_VERSION_MIN, versionMax: PROTOCOL_VERSION };
      const hello = { ...versions, ticket, storeId: `${device}-store`, client: "cellwire-bench" };
      socket.send(encodeClientFrame({ hello }));
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`${this.user} did not catch up`)), CAUGHT_UP_TIMEOUT_MS);
    this.#caughtUp = (error) => (error ? reject(error) : resolve());
    const ended = (reason: string) => {
      if (this.#isLive) this.#events.failed(this, reason);
      else reject(new Error(`${this.user}: ${reason}`));
    };
    socket.on("error", (error) => ended(error.message));
    socket.on("close", (code, reason) => ended(`closed with ${code} ${reason.toString()}`));
    await promise.finally(() => clearTimeout(timer));
    this.#isLive = true;
  }

  /** `ids`: one a message. */
  send(template: SendTemplate, ids: readonly { unixMs: number; seed: number; sequence: number }[]): void {
    const message = Buffer.allocUnsafe(template.length * ids.length);
    let at = 0;
    for (const id of ids) at = template.write(message, at, id);
    this.inFlight += ids.length;
    this.#socket?.send(message);
  }

  /** Sends how far this device is, if it got further. */
  reportCursor(): void {
    if (this.#received === this.#reported) return;
    this.#reported = this.#received;
    const delivered = { term: TERM, n: this.#contiguous };
    const cursors = this.#contiguous > 0 ? [{ conversation: this.#inbound, delivered }] : [];
    this.#socket?.send(encodeClientFrame({ cursors: { cursors, received: this.#received } }));
  }

  close(): void {
    this.#isLive = false;
    this.#socket?.removeAllListeners("close").close();
  }

  accepted(sequence: number): void {
    this.inFlight -= 1;
    this.#answered.push(sequence);
  }

  deliver(sequence: number, n: number): void {
    this.#received += 1;
    if (n <= this.#contiguous || this.#above.has(n)) return;
    if (n > this.#contiguous + 1) {
      this.holes += 1;
      this.#above.add(n);
    } else {
      this.#contiguous = n;
      while (this.#above.delete(this.#contiguous + 1)) this.#contiguous += 1;
    }
    this.#events.delivered(this, sequence);
  }

  other(message: Buffer): void {
    for (const frame of decodeServerMessage(message)) {
      if (frame.caughtUp) this.#caughtUp?.();
      else if (frame.error) this.#events.failed(this, `error ${frame.error.code ?? ""}`);
      else if (frame.refused) this.#events.failed(this, `refused ${frame.refused.code ?? ""}`);
      else if (frame.heads && this.#isLive) this.#fetch();
    }
  }

  #receive(message: Buffer): void {
    readFrames(message, this);
    if (this.#answered.length === 0) return;
    const answered = this.#answered;
    this.#answered = [];
    this.#events.accepted(this, answered);
  }

  /** Something was not pushed: it is pulled. */
  #fetch(): void {
    this.offers += 1;
    const after = { term: this.#contiguous > 0 ? TERM : 0, n: this.#contiguous };
    this.#socket?.send(encodeClientFrame({ fetch: { conversation: this.#inbound, after, limit: FETCH_MAX } }));
  }
}

export function conversationOf(a: string, b: string): Buffer {
  return Buffer.from(directConversationId(a as UserId, b as UserId, (data) => hash("sha256", data, "buffer")));
}
