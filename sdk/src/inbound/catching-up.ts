/** What was behind when the server said that it had named everything: caught up is who has handed over all of that. */

import { compareKeys, type OrderKey } from "@cellwire/protocol";
import type { Conversation } from "./conversation.ts";

export class CatchingUp {
  readonly #onCaughtUp: () => void;
  /** With the head of that moment. */
  readonly #behind = new Map<Conversation, OrderKey>();

  constructor(onCaughtUp: () => void) {
    this.#onCaughtUp = onCaughtUp;
  }

  begin(conversations: Iterable<Conversation>): void {
    this.#behind.clear();
    for (const conversation of conversations) {
      const { timeline, handed } = conversation;
      if (compareKeys(timeline.head, handed) > 0) this.#behind.set(conversation, timeline.head);
    }
    if (this.#behind.size === 0) this.#onCaughtUp();
  }

  handed(conversation: Conversation): void {
    const target = this.#behind.get(conversation);
    if (target && compareKeys(conversation.handed, target) >= 0) this.giveUp(conversation);
  }

  /** Nothing more comes of it. */
  giveUp(conversation: Conversation): void {
    if (this.#behind.delete(conversation) && this.#behind.size === 0) this.#onCaughtUp();
  }

  disconnected(): void {
    this.#behind.clear();
  }
}
