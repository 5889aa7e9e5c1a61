/**
 * What waits to be written to one socket. The frames of one turn of the event loop go out as one WebSocket message;
 * what the system cannot take yet is counted, and whoever pushes looks at the count first.
 */

import { Buffer } from "node:buffer";
import { LIMITS } from "@cellwire/protocol";

/** The writing side of a WebSocket. */
export interface FrameSocket {
  /** Bytes that were given to `send` and that the system has not taken. */
  readonly bufferedAmount: number;
  send(bytes: Uint8Array): void;
}

/** Flushes the queues that got something, at the end of the turn. One for all sockets. */
export class TurnEnd {
  #queues: SendQueue[] = [];

  schedule(queue: SendQueue): void {
    if (this.#queues.length === 0) setImmediate(this.#flush);
    this.#queues.push(queue);
  }

  readonly #flush = (): void => {
    const queues = this.#queues;
    this.#queues = [];
    for (const queue of queues) queue.flush();
  };
}

export class SendQueue {
  readonly #socket: FrameSocket;
  readonly #turnEnd: TurnEnd;
  #frames: Uint8Array[] | undefined;
  #queuedBytes = 0;

  constructor(socket: FrameSocket, turnEnd: TurnEnd) {
    this.#socket = socket;
    this.#turnEnd = turnEnd;
  }

  /** Bytes that were pushed and that the system has not taken. */
  get backlogBytes(): number {
    return this.#queuedBytes + this.#socket.bufferedAmount;
  }

  /** Takes an encoded ServerMessage of one frame. Bounding is up to the caller: it knows what may be left out. */
  push(frame: Uint8Array): void {
    const full =
      this.#frames !== undefined &&
      (this.#queuedBytes + frame.length > LIMITS.frameBytesMax || this.#frames.length === LIMITS.framesPerMessageMax);
    if (full) this.flush();
    if (this.#frames === undefined) {
      this.#frames = [];
      this.#turnEnd.schedule(this);
    }
    this.#frames.push(frame);
    this.#queuedBytes += frame.length;
  }

  /** Hands everything to the socket now. */
  flush(): void {
    if (this.#frames === undefined) return;
    const message = this.#frames.length === 1 ? this.#frames[0]! : Buffer.concat(this.#frames, this.#queuedBytes);
    this.#frames = undefined;
    this.#queuedBytes = 0;
    this.#socket.send(message);
  }
}
