/** Who types to this user. It ends by itself: nobody says that they stopped. */

import type { UserId } from "@cellwire/protocol";
import type { Cancel, Clock } from "../clock.ts";
import type { TypingEvent } from "./contract.ts";

const TYPING_ENDS_MS = 6_000;
/** More than type to one person at once. */
const PEERS_MAX = 1_000;

export class TypingPeers {
  readonly #options: { readonly clock: Clock; readonly onChange: (event: TypingEvent) => void };
  readonly #ends = new Map<UserId, Cancel>();

  constructor(options: { clock: Clock; onChange: (event: TypingEvent) => void }) {
    this.#options = options;
  }

  typed(peer: UserId): void {
    const { clock, onChange } = this.#options;
    const cancel = this.#ends.get(peer);
    if (!cancel && this.#ends.size >= PEERS_MAX) return;
    cancel?.();
    this.#ends.set(
      peer,
      clock.after(TYPING_ENDS_MS, () => this.stopped(peer)),
    );
    if (!cancel) onChange({ peer, typing: true });
  }

  stopped(peer: UserId): void {
    const cancel = this.#ends.get(peer);
    if (!cancel) return;
    cancel();
    this.#ends.delete(peer);
    this.#options.onChange({ peer, typing: false });
  }

  close(): void {
    for (const cancel of this.#ends.values()) cancel();
    this.#ends.clear();
  }
}
