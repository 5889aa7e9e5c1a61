/**
 * Messages that lost their place: a term was opened below what this device held. They stay where they are until they come again, with the same
 * id and a key of a later term; then they are moved, once.
 */

import { compareKeys, type OrderKey } from "@cellwire/protocol";
import type { Message } from "../client.ts";
import type { Store } from "../store/contract.ts";

/** No term comes before it. */
const FIRST_TERM = 1;

/** Those of these messages that this device holds already, in another place: which one. */
export async function formerPlaces(
  store: Pick<Store, "messagesById">,
  messages: readonly Message[],
): Promise<ReadonlyMap<Message, OrderKey>> {
  const former = new Map<Message, OrderKey>();
  const later = messages.filter(({ key }) => key.term > FIRST_TERM);
  for (const conversation of new Set(later.map((message) => message.conversation))) {
    const own = later.filter((message) => message.conversation === conversation);
    const held = await store.messagesById({ conversation, messageIds: own.map(({ messageId }) => messageId) });
    for (const message of own) {
      const { messageId, sender, key } = message;
      const place = held.find((one) => one.messageId === messageId && one.sender === sender)?.key;
      if (place && compareKeys(place, key) < 0) former.set(message, place);
    }
  }
  return former;
}
