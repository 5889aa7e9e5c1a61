/** When did a mark, which only rises, reach a key? And how far is a run of keys without a hole? */

import { compareKeys, follows, ORIGIN } from "@cellwire/protocol";
import type { OrderKey } from "@cellwire/protocol";

/** A mark that only rises, with the time of each rise. */
export class Watermark {
  readonly #rises: { readonly key: OrderKey; readonly at: number }[] = [];

  get key(): OrderKey {
    return this.#rises.at(-1)?.key ?? ORIGIN;
  }

  /** Calls must come in the order of time. */
  raise(key: OrderKey, at: number): void {
    if (compareKeys(key, this.key) > 0) this.#rises.push({ key, at });
  }

  /** When the mark first stood at or above `key`; Infinity when it never did. */
  reachedAt(key: OrderKey): number {
    let low = 0;
    let high = this.#rises.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareKeys(this.#rises[middle]!.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return this.#rises[low]?.at ?? Infinity;
  }
}

/**
 * The prefix that a device holds without a hole. With `fromOrigin` false the device was linked to a conversation that
 * had begun: it starts just below whatever it holds first.
 */
export class ContiguousPrefix {
  readonly watermark = new Watermark();
  #started: boolean;
  /** What lies above the first hole, by `from`. */
  readonly #above: { readonly from: OrderKey; readonly to: OrderKey }[] = [];

  constructor(fromOrigin: boolean) {
    this.#started = fromOrigin;
  }

  /** From now on the device holds `from` to `to`, both included. */
  take(from: OrderKey, to: OrderKey, at: number): void {
    if (!this.#started) this.watermark.raise(to, at);
    this.#started = true;
    if (compareKeys(to, this.watermark.key) <= 0) return;
    let place = this.#above.length;
    while (place > 0 && compareKeys(this.#above[place - 1]!.from, from) > 0) place--;
    this.#above.splice(place, 0, { from, to });
    this.#drain(at);
  }

  #drain(at: number): void {
    let joined = 0;
    for (const { from, to } of this.#above) {
      if (compareKeys(from, this.watermark.key) > 0 && !follows(from, this.watermark.key)) break;
      this.watermark.raise(to, at);
      joined++;
    }
    if (joined > 0) this.#above.splice(0, joined);
  }
}
