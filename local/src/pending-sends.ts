/** What becomes of everything that was sent, for a program that ends with its input. */

import type { Outcome, SendHandle } from "@cellwire/sdk";

export interface SendsEnd {
  /** Accepted by the home cell; without a place in the conversation when the time was over. */
  readonly unplaced: number;
  /** Refused, of unknown outcome, or never taken by the outbox. */
  readonly lost: number;
  /** Not answered when the time was over. They stay in the outbox of the store. */
  readonly unanswered: number;
}

/** As many are open at most as the client's outbox takes. */
export class PendingSends {
  readonly #open = new Map<SendHandle, Outcome["state"] | "waiting">();
  #lost = 0;
  #emptied: (() => void) | undefined;

  add(handle: SendHandle): void {
    this.#open.set(handle, "waiting");
    handle.accepted.then(({ state }) => this.#open.has(handle) && this.#open.set(handle, state), ignoreClosed);
    handle.sequenced.then(({ state }) => this.#end(handle, state), ignoreClosed);
  }

  addLost(): void {
    this.#lost++;
  }

  /** Waits until all have their last word, at most `boundMs`. */
  async settled(boundMs: number): Promise<SendsEnd> {
    if (this.#open.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, boundMs);
      this.#emptied = resolve;
      await promise;
      clearTimeout(timer);
    }
    const states = [...this.#open.values()];
    const unanswered = states.filter((state) => state === "waiting").length;
    return { lost: this.#lost, unanswered, unplaced: states.length - unanswered };
  }

  #end(handle: SendHandle, state: Outcome["state"]): void {
    this.#open.delete(handle);
    if (state !== "sequenced") this.#lost++;
    if (this.#open.size === 0) this.#emptied?.();
  }
}

/** Handles reject only when the client is closed: then what was open stays so. */
function ignoreClosed(): void {}
