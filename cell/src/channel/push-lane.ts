/**
 * Frames for many sockets, written a slice at a time, so that a post to all of them does not hold the event loop: between two slices messages
 * have their turn. First come, first served.
 */

export interface ChannelSocket {
  readonly isOpen: boolean;
  /** Writes it, unless much is waiting already. */
  offer(frame: Uint8Array): "written" | "full" | "closed";
}

/** Sockets written to in one turn of the event loop. */
export const SOCKETS_PER_TURN = 256;
const FRAMES_MAX = 256;
const BYTES_MAX = 8 * 1024 * 1024;

interface Job {
  readonly frame: Uint8Array;
  /** Of the sockets that still have to get it. */
  readonly sockets: Iterator<ChannelSocket, void>;
  readonly onFull: (socket: ChannelSocket) => void;
}

export class PushLane {
  readonly #jobs: Job[] = [];
  readonly #onWritten: (count: number) => void;
  readonly #later: (work: () => void) => void;
  #bytes = 0;
  #isScheduled = false;

  constructor(options: { onWritten: (count: number) => void; later?: (work: () => void) => void }) {
    this.#onWritten = options.onWritten;
    this.#later = options.later ?? setImmediate;
  }

  /** False: too much is waiting, and nothing was taken. */
  push(frame: Uint8Array, to: { sockets: Iterable<ChannelSocket>; onFull: (socket: ChannelSocket) => void }): boolean {
    if (this.#jobs.length >= FRAMES_MAX || this.#bytes + frame.length > BYTES_MAX) return false;
    this.#jobs.push({ frame, sockets: to.sockets[Symbol.iterator]() as Job["sockets"], onFull: to.onFull });
    this.#bytes += frame.length;
    this.#schedule();
    return true;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#jobs.length === 0) return;
    this.#isScheduled = true;
    this.#later(() => {
      this.#isScheduled = false;
      this.#turn();
      this.#schedule();
    });
  }

  #turn(): void {
    let written = 0;
    for (let left = SOCKETS_PER_TURN; left > 0;) {
      const job = this.#jobs[0];
      if (!job) break;
      const next = job.sockets.next();
      if (next.done) {
        this.#jobs.shift();
        this.#bytes -= job.frame.length;
        continue;
      }
      left -= 1;
      const outcome = next.value.offer(job.frame);
      if (outcome === "written") written += 1;
      if (outcome === "full") job.onFull(next.value);
    }
    this.#onWritten(written);
  }
}
