/**
 * Messages that lost their place: a term was opened below what this device held. They stay where they are until they come again, with the same
 * id and a higher key; then they are moved, once.
 */

import { compareKeys, ORIGIN, type MessageId, type OrderKey } from "@cellwire/protocol";
import type { Message } from "../client.ts";
import type { Store } from "../store/contract.ts";
import type { Conversation } from "./conversation.ts";

const PAGE = 256;
/** The lowest are found; more than this cannot come again in their place. */
const DISPLACED_MAX = 8_192;

/** A term begins, and the run before it ended right before `from`. */
export function losePlaces(conversation: Conversation, from: OrderKey): void {
  const last = { term: from.term, n: from.n - 1 };
  const { voidAfter } = conversation;
  conversation.voidAfter = voidAfter && compareKeys(voidAfter, last) < 0 ? voidAfter : last;
  conversation.displaced = undefined;
}

/** Where this message was before, if it had lost that place. */
export async function formerPlace(
  store: Pick<Store, "messages">,
  conversation: Conversation,
  { messageId, key }: Message,
): Promise<OrderKey | undefined> {
  if (conversation.voidAfter === undefined) return undefined;
  conversation.displaced ??= await heldAbove(store, conversation, key);
  const former = conversation.displaced.get(messageId);
  conversation.displaced.delete(messageId);
  return former && compareKeys(former, key) < 0 ? former : undefined;
}

async function heldAbove(
  store: Pick<Store, "messages">,
  { id, voidAfter = ORIGIN }: Conversation,
  below: OrderKey,
): Promise<Map<MessageId, OrderKey>> {
  const held = new Map<MessageId, OrderKey>();
  for (let after = voidAfter; held.size < DISPLACED_MAX;) {
    const page = await store.messages({ conversation: id, after, limit: PAGE });
    for (const { messageId, key } of page) if (compareKeys(key, below) < 0) held.set(messageId, key);
    const last = page.at(-1);
    if (page.length < PAGE || !last) break;
    after = last.key;
  }
  return held;
}
