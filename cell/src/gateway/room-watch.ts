/** Tells when sockets that were full have drained. One timer for all, and only while someone waits. */

const CHECK_INTERVAL_MS = 25;

/** A socket that may be full. A closed one always has room: nobody must wait for it. */
export interface Draining {
  readonly hasRoom: boolean;
}

export class RoomWatch {
  readonly #waiting = new Map<Draining, PromiseWithResolvers<void>>();
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when `socket` has room. */
  async room(socket: Draining): Promise<void> {
    if (socket.hasRoom) return;
    let waiting = this.#waiting.get(socket);
    if (waiting === undefined) {
      waiting = Promise.withResolvers();
      this.#waiting.set(socket, waiting);
    }
    this.#timer ??= setInterval(() => this.check(), CHECK_INTERVAL_MS);
    await waiting.promise;
  }

  /** Lets go of those that have room now. */
  check(): void {
    for (const [socket, { resolve }] of this.#waiting) {
      if (!socket.hasRoom) continue;
      this.#waiting.delete(socket);
      resolve();
    }
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
