/** A device without an SDK: one socket, one conversation to receive from, sends to any, cursors reported. */

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
/** As the SDK waits: what fills a hole is usually on its way, by the other gateway. */
const HOLE_DELAY_MS = 200;
/** RFC 6455 wants a mask; that it is not random costs the server the same and this process less. */
const MASK = Buffer.from([0x5a, 0xc3, 0x96, 0x3c]);

export interface ClientEvents {
  /** Of one WebSocket message: what was accepted, and what came from the other user. */
  arrived(client: RawClient, arrived: { accepted: readonly number[]; delivered: readonly number[] }): void;
  /** What a sound run does not have: the run is worth nothing. */
  failed(client: RawClient, message: string): void;
}

/** What a client receives, and reports how far it has it. */
export interface Inbound {
  readonly conversation: Buffer;
  /** The user whose messages they are, or empty. */
  readonly from: string;
  /** Its newest number when the client connects. */
  readonly head: number;
  /** It holds what this client sends as well. */
  readonly hasOwn: boolean;
  /** What arrives is read at once. */
  readonly isRead: boolean;
}

export class RawClient implements FrameReader {
  readonly user: string;
  /** The user whose messages it receives. */
  readonly from: string;
  holes = 0;
  offers = 0;
  receipts = 0;
  presenceFrames = 0;
  presences = 0;
  readonly #to: LoadClient;
  readonly #events: ClientEvents;
  readonly #inbound: Inbound;
  #socket: WebSocket | undefined;
  #caughtUp: ((error?: Error) => void) | undefined;
  #isLive = false;
  #accepted: number[] = [];
  #delivered: number[] = [];
  /** Every number up to it has arrived; those above a hole wait. */
  #contiguous: number;
  readonly #above = new Set<number>();
  #isFetching = false;
  #holeTimer: NodeJS.Timeout | undefined;
  #received = 0;
  #reported = 0;

  constructor(to: LoadClient, inbound: Inbound, events: ClientEvents) {
    this.user = to.user;
    this.from = inbound.from;
    this.#to = to;
    this.#events = events;
    this.#inbound = inbound;
    this.#contiguous = inbound.head;
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
    this.#watch();
  }

  /** For two minutes and a half: longer than any load with watches lasts. */
  #watch(): void {
    const { watches: users } = this.#to;
    if (users) this.#socket?.send(encodeClientFrame({ request: { id: 1, watchPresence: { users: [...users] } } }));
  }

  /** `ids`: one a message. */
  send(template: SendTemplate, ids: readonly { unixMs: number; seed: number; sequence: number }[]): void {
    const message = Buffer.allocUnsafe(template.length * ids.length);
    let at = 0;
    for (const id of ids) at = template.write(message, at, id);
    this.#socket?.send(message);
  }

  /** Sends how far this device is, if it got further. */
  reportCursor(): void {
    if (this.#received === this.#reported) return;
    this.#reported = this.#received;
    const delivered = { term: TERM, n: this.#contiguous };
    const { conversation, isRead } = this.#inbound;
    const cursors = this.#contiguous > 0 ? [{ conversation, delivered, ...(isRead && { read: delivered }) }] : [];
    this.#socket?.send(encodeClientFrame({ cursors: { cursors, received: this.#received } }));
  }

  close(): void {
    this.#isLive = false;
    clearTimeout(this.#holeTimer);
    this.#socket?.removeAllListeners("close").close();
  }

  accepted(sequence: number, n: number | undefined): void {
    this.#accepted.push(sequence);
    if (n !== undefined && this.#inbound.hasOwn) this.#hold(n);
  }

  deliver(sequence: number, n: number): void {
    this.#received += 1;
    if (this.#hold(n)) this.#delivered.push(sequence);
  }

  other(message: Buffer): void {
    for (const frame of decodeServerMessage(message)) {
      if (frame.caughtUp) this.#caughtUp?.();
      else if (frame.error) this.#events.failed(this, `error ${frame.error.code ?? ""}`);
      else if (frame.refused) this.#events.failed(this, `refused ${frame.refused.code ?? ""}`);
      else if (frame.sequenced && this.#inbound.hasOwn) this.#hold(frame.sequenced.key?.n ?? 0);
      else if (frame.heads && this.#isLive) this.#offered();
      else if (frame.receipt) this.receipts += 1;
      else if (frame.presences) this.#learnt(frame.presences.presences?.length ?? 0);
      else if (frame.response?.code) this.#events.failed(this, `request: ${frame.response.code}`);
      else if (frame.fetched) this.#fetched(frame.fetched.head?.n ?? 0);
    }
  }

  /** False: it was here before. */
  #hold(n: number): boolean {
    if (n <= this.#contiguous || this.#above.has(n)) return false;
    if (n > this.#contiguous + 1) {
      this.holes += 1;
      this.#above.add(n);
      this.#holeTimer ??= setTimeout(() => this.#lookAtHole(), HOLE_DELAY_MS);
    } else {
      this.#contiguous = n;
      while (this.#above.delete(this.#contiguous + 1)) this.#contiguous += 1;
    }
    return true;
  }

  #receive(message: Buffer): void {
    readFrames(message, this);
    if (this.#accepted.length + this.#delivered.length === 0) return;
    const arrived = { accepted: this.#accepted, delivered: this.#delivered };
    this.#accepted = [];
    this.#delivered = [];
    this.#events.arrived(this, arrived);
  }

  #lookAtHole(): void {
    this.#holeTimer = undefined;
    if (this.#above.size > 0) this.#fetch();
  }

  #learnt(users: number): void {
    this.presenceFrames += 1;
    this.presences += users;
  }

  #offered(): void {
    this.offers += 1;
    this.#fetch();
  }

  /** Pulls what was not pushed, a page at a time. */
  #fetch(): void {
    if (this.#isFetching) return;
    this.#isFetching = true;
    const after = { term: this.#contiguous > 0 ? TERM : 0, n: this.#contiguous };
    this.#socket?.send(
      encodeClientFrame({ fetch: { conversation: this.#inbound.conversation, after, limit: FETCH_MAX } }),
    );
  }

  #fetched(head: number): void {
    this.#isFetching = false;
    if (this.#contiguous < head) this.#fetch();
  }
}

export function conversationOf(a: string, b: string): Buffer {
  return Buffer.from(directConversationId(a as UserId, b as UserId, (data) => hash("sha256", data, "buffer")));
}
