/** Conversations that could not be finished a moment ago: whoever looks for work leaves them alone until their time has come. */

import { toHex } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";

const AGAIN_MS = 2_000;
/** What is above it is looked at again at once. */
const POSTPONED_MAX = 4_096;

export class Postponed {
  readonly #clock: Clock;
  /** Conversation → monotonic time. */
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isDue(conversation: Uint8Array): boolean {
    return this.#clock.monotonicMs() >= (this.#untilMs.get(toHex(conversation)) ?? 0);
  }

  add(conversation: Uint8Array): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#untilMs.size >= POSTPONED_MAX)
      for (const [id, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(id);
    if (this.#untilMs.size < POSTPONED_MAX) this.#untilMs.set(toHex(conversation), nowMs + AGAIN_MS);
  }

  /** It may go on at once. */
  delete(conversation: Uint8Array): void {
    this.#untilMs.delete(toHex(conversation));
  }
}
