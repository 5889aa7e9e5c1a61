/** How many WebSocket handshakes one address may make in a second. */

import type { Clock } from "@cellwire/runtime/clock.ts";

const WINDOW_MS = 1_000;
/** Addresses counted in one window. Beyond it new addresses pass: a flood from so many is not one of an address. */
const ADDRESSES_MAX = 65_536;

export class HandshakeRate {
  readonly #perSecondMax: number;
  readonly #clock: Clock;
  #windowEndsMs = 0;
  #counts = new Map<string, number>();

  /** `perSecondMax` 0: no bound. */
  constructor(options: { perSecondMax: number; clock: Clock }) {
    this.#perSecondMax = options.perSecondMax;
    this.#clock = options.clock;
  }

  /** Counts one; false when it is one too many. */
  allows(address: string): boolean {
    if (this.#perSecondMax === 0) return true;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#windowEndsMs) {
      this.#windowEndsMs = nowMs + WINDOW_MS;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(address) ?? 0) + 1;
    if (count === 1 && this.#counts.size >= ADDRESSES_MAX) return true;
    this.#counts.set(address, count);
    return count <= this.#perSecondMax;
  }
}
