/** Derived facts of direct conversations, remembered: each costs three hashes, and a conversation has many messages. */

import { Buffer } from "node:buffer";
import type { UserId } from "@cellwire/protocol";
import { directConversationId, numberingUser } from "@cellwire/protocol";

import { sha256 } from "./digest.ts";

export interface DirectConversation {
  readonly id: Buffer;
  readonly numberingUser: UserId;
}

const REMEMBERED_MAX = 8_192;

export class DirectConversations {
  readonly #remembered = new Map<string, DirectConversation>();

  of(sender: UserId, recipient: UserId): DirectConversation {
    const pair = sender < recipient ? `${sender} ${recipient}` : `${recipient} ${sender}`;
    const known = this.#remembered.get(pair);
    if (known) return known;
    const id = directConversationId(sender, recipient, sha256);
    const derived = { id: Buffer.from(id), numberingUser: numberingUser(id, [sender, recipient], sha256) };
    if (this.#remembered.size >= REMEMBERED_MAX) this.#forgetOldest();
    this.#remembered.set(pair, derived);
    return derived;
  }

  #forgetOldest(): void {
    for (const pair of this.#remembered.keys()) {
      this.#remembered.delete(pair);
      return;
    }
  }
}
