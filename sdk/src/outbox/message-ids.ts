/**
 * Message ids of this device, each above the one before: several ids of one millisecond count up the random part
 * (RFC 9562, section 6.2, method 2), and a clock that goes back does not take the ids with it.
 */

import { messageIdAt, messageIdToBytes, messageIdTimeMs, type MessageId } from "@cellwire/protocol";
import type { Random } from "../random.ts";

const RANDOM_BYTES = 10;
/** Bytes of the random part that count: those before them share their byte with the version and the variant. */
const COUNTER_FROM = 3;
/** Counting up takes the ids no further than this ahead of the clock that made them. */
const COUNTED_UP_MAX_MS = 1_000;

export class MessageIds {
  readonly #random: Random;
  #lastMs = -1;
  #tail: Uint8Array = new Uint8Array(RANDOM_BYTES);

  constructor(random: Random) {
    this.#random = random;
  }

  /** An id for `nowMs`, or for a later time when that is needed to stay above the last one. */
  next(nowMs: number): MessageId {
    if (nowMs > this.#lastMs) this.#start(nowMs);
    else if (!this.#countUp()) this.#start(this.#lastMs + 1);
    return messageIdAt(this.#lastMs, this.#tail);
  }

  /** `id` was made earlier, by a former run on the same store. */
  continueAfter(id: MessageId): void {
    const bytes = messageIdToBytes(id);
    const timeMs = messageIdTimeMs(bytes);
    if (timeMs < this.#lastMs) return;
    this.#lastMs = timeMs;
    this.#tail = bytes.slice(-RANDOM_BYTES);
  }

  /** The server refused ids made by a clock that was ahead: the next ones may be lower than those. */
  leaveFuture(nowMs: number): void {
    if (this.#lastMs > nowMs + COUNTED_UP_MAX_MS) this.#lastMs = -1;
  }

  #start(timeMs: number): void {
    this.#lastMs = timeMs;
    this.#tail = this.#random.bytes(RANDOM_BYTES);
  }

  #countUp(): boolean {
    for (let i = RANDOM_BYTES - 1; i >= COUNTER_FROM; i--) {
      this.#tail[i] = (this.#tail[i]! + 1) & 0xff;
      if (this.#tail[i] !== 0) return true;
    }
    return false;
  }
}
