/** A message as it was sent. What happened to it since, a timeline shows (content/contract.ts). */

import type { ConversationId, DeviceId, MessageId, OrderKey, UserId } from "@cellwire/protocol";
import { parseContent } from "./content/envelope.ts";
import type { Counterpart } from "./counterpart.ts";
import type { GroupChange } from "./groups/group-change.ts";

export type Message = Counterpart & {
  readonly conversation: ConversationId;
  readonly key: OrderKey;
  readonly messageId: MessageId;
  readonly sender: UserId;
  readonly senderDevice: DeviceId;
  /** True when this user sent it, from this or another device. */
  readonly own: boolean;
  /** Unix milliseconds, by the clock of the sender's home cell; 0 when unknown. */
  readonly acceptedAtMs: number;
  /** As it was sent: the application's bytes, or an envelope that `parseContent` reads. Empty when the message is a change. */
  readonly content: Uint8Array;
  /** What the message changes about its group; undefined for messages of the application. */
  readonly change: GroupChange | undefined;
};

/** The text of a message, a reply, an edit or a timeline's item; of anything else empty. Bytes that are not UTF-8 become U+FFFD. */
export function textOf(message: { readonly content: Uint8Array }): string {
  const content = parseContent(message.content);
  return "bytes" in content ? new TextDecoder().decode(content.bytes) : "";
}
