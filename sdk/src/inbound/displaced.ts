/**
 * Messages that lost their place: a term was opened below what this device held. They stay where they are until they come again, with the same
 * id and a key of a later term; then they are moved, once.
 */

import { compareKeys, type OrderKey } from "@cellwire/protocol";
import type { Message } from "../client.ts";
import type { Store } from "../store/contract.ts";

/** No term comes before it. */
const FIRST_TERM = 1;

/** Where this device holds the message already, if that is another place. */
export async function formerPlace(
  store: Pick<Store, "messagesById">,
  { conversation, messageId, sender, key }: Message,
): Promise<OrderKey | undefined> {
  if (key.term === FIRST_TERM) return undefined;
  const held = await store.messagesById({ conversation, messageIds: [messageId] });
  return held.find((one) => one.sender === sender && compareKeys(one.key, key) < 0)?.key;
}
