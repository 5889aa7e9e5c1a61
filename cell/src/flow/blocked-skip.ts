/** What the recipient gets of a message whose sender they have blocked: its number is used up, and nothing else. */

import type { cellwire } from "@cellwire/protocol";
import type { SequencedMessage } from "../inbox/contract.ts";

export function blockedSkip({ conversation, key }: Pick<SequencedMessage, "conversation" | "key">): {
  readonly skip: cellwire.v1.Skip.$Properties;
} {
  return { skip: { conversation, from: key, to: key, reason: "blocked" } };
}
