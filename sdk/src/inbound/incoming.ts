/** Messages for the application's loops. Each loop has a bounded buffer; the fullest one holds everything up. */

import type { Message } from "../client.ts";

const BUFFER_MAX = 64;

export class Incoming {
  readonly #loops = new Set<IncomingLoop>();
  readonly #onRoom: () => void;
  #closed = false;

  /** `onRoom` is called when a full buffer has room again. */
  constructor(onRoom: () => void) {
    this.#onRoom = onRoom;
  }

  /** How many messages every loop can take. */
  get room(): number {
    let room = Number.POSITIVE_INFINITY;
    for (const loop of this.#loops) room = Math.min(room, BUFFER_MAX - loop.length);
    return room;
  }

  open(): AsyncIterableIterator<Message> {
    const loop = new IncomingLoop({
      taken: () => this.#onRoom(),
      ended: (self) => {
        this.#loops.delete(self);
        this.#onRoom();
      },
    });
    if (this.#closed) loop.end();
    else this.#loops.add(loop);
    return loop;
  }

  push(message: Message): void {
    for (const loop of this.#loops) loop.push(message);
  }

  close(): void {
    this.#closed = true;
    for (const loop of this.#loops) loop.end();
    this.#loops.clear();
  }
}

class IncomingLoop implements AsyncIterableIterator<Message> {
  readonly #buffer: Message[] = [];
  readonly #waiting: ((result: IteratorResult<Message>) => void)[] = [];
  readonly #events: { readonly taken: () => void; readonly ended: (loop: IncomingLoop) => void };
  #ended = false;

  constructor(events: { readonly taken: () => void; readonly ended: (loop: IncomingLoop) => void }) {
    this.#events = events;
  }

  get length(): number {
    return this.#buffer.length;
  }

  push(value: Message): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ done: false, value });
    else this.#buffer.push(value);
  }

  /** What is in the buffer can still be read. */
  end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting.splice(0)) waiting({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<Message>> {
    const value = this.#buffer.shift();
    if (value) {
      this.#events.taken();
      return Promise.resolve({ done: false, value });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<Message>> {
    this.#buffer.length = 0;
    this.end();
    this.#events.ended(this);
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
