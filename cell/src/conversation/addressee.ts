/** Whom a message is to, as the wire says it. */

import type { cellwire } from "@cellwire/protocol";
import { groupOf, wire } from "@cellwire/protocol";
import type { Submission } from "../inbox/contract.ts";

export function addressee({
  recipient,
  isChange,
}: Pick<Submission, "recipient" | "isChange">): Pick<cellwire.v1.Deliver.$Properties, "recipient" | "group" | "kind"> {
  const group = groupOf(recipient);
  if (group === undefined) return isChange ? { recipient, kind: wire.MessageKind.GROUP_CHANGE } : { recipient };
  return { group, kind: isChange ? wire.MessageKind.GROUP_CHANGE : wire.MessageKind.CONTENT };
}
