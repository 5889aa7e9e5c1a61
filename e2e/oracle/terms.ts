/**
 * Places that were closed. Where a term begins, devices are told by a skip where the run before it ended, whatever they hold: what lies
 * between has no place any more, and gets another one, or none.
 */

import { compareKeys } from "@cellwire/protocol";
import type { OrderKey } from "@cellwire/protocol";

/** Reason of the skip that leads into a term. */
export const OPENED = "opened";

interface Skipping {
  readonly threads: readonly {
    readonly skips: readonly { readonly from: OrderKey; readonly to: OrderKey; readonly reason: string }[];
  }[];
}

/** The part of the facts that terms are about. */
interface PlacedFacts<Id> {
  readonly messages: ReadonlyMap<
    unknown,
    { readonly sent: { readonly conversation: Id }; readonly sightings: { readonly key: OrderKey }[] }
  >;
  readonly conversations: ReadonlyMap<Id, Skipping>;
}

/** A closed place says no more where a message stands; that two messages stood there is a fault for ever. */
export function dropClosedPlaces<Id>({ messages, conversations }: PlacedFacts<Id>): void {
  for (const message of messages.values()) {
    const conversation = conversations.get(message.sent.conversation)!;
    const open = message.sightings.filter(({ key }) => !isClosed(conversation, key));
    message.sightings.splice(0, message.sightings.length, ...open);
  }
}

function isClosed({ threads }: Skipping, key: OrderKey): boolean {
  return threads.some(({ skips }) =>
    skips.some(({ from, to, reason }) => reason === OPENED && compareKeys(from, key) <= 0 && compareKeys(key, to) < 0),
  );
}
