/** Whom a terminal chat talks to. */

import type { GroupId, UserId } from "@cellwire/protocol";
import type { Counterpart, Recipient } from "@cellwire/sdk";

/** Loosely: what a message, a conversation and the partner of the chat have in common. */
export interface Named {
  readonly peer: UserId | undefined;
  readonly group: GroupId | undefined;
}

export function isSame(a: Named, b: Named): boolean {
  return a.peer === b.peer && a.group === b.group;
}

export function recipientOf({ peer, group }: Counterpart): Recipient {
  return group === undefined ? peer : { group };
}
