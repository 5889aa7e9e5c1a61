/** A message with everything that happened to it since. Pure, and the same on all devices: it depends on the order of the conversation and on ids alone. */

import { messageIdTimeMs, messageIdToBytes, type MessageId, type UserId } from "@cellwire/protocol";
import type { Message } from "../message.ts";
import type { FoldedMessage } from "./contract.ts";
import { parseContent, type MessageReference } from "./envelope.ts";

/** How long after a message, by the times in the ids, its author may edit it, or delete it for everyone. */
export const EDIT_WITHIN_MS = 15 * 60_000;
export const DELETE_WITHIN_MS = 60 * 3_600_000;

const NO_BYTES = new Uint8Array(0);

/** `changes`: messages that name this one, in the order of the conversation; whatever does not apply is left out. */
export function fold(message: Message, changes: readonly Message[]): FoldedMessage {
  const content = parseContent(message.content);
  const isPlain = content.kind === "plain" && message.change === undefined;
  let bytes = isPlain ? content.bytes : NO_BYTES;
  let isDeleted = content.kind === "erased";
  let isEdited = false;
  const reactions = new Map<UserId, string>();
  for (const change of changes) {
    const what = parseContent(change.content);
    if (!isPlain || !("message" in what) || !names(what.message, message)) continue;
    if (what.kind === "reaction") {
      reactions.delete(change.sender);
      if (what.emoji !== undefined) reactions.set(change.sender, what.emoji);
    } else if (isByAuthor(change, message, what.kind)) {
      if (what.kind === "deletion") isDeleted = true;
      else [bytes, isEdited] = [what.bytes, true];
    }
  }
  const now = isDeleted ? { content: NO_BYTES, isEdited: false } : { content: bytes, isEdited };
  return {
    ...message,
    ...now,
    isDeleted,
    isUnknown: content.kind === "unknown",
    reactions: isDeleted ? [] : Array.from(reactions, ([user, emoji]) => ({ user, emoji })),
    replyTo: isPlain && !isDeleted ? content.replyTo : undefined,
  };
}

/** Whether the message is young enough at `nowMs`. */
export function isWithin(messageId: MessageId, nowMs: number, kind: "edit" | "deletion"): boolean {
  return nowMs - timeOf(messageId) <= (kind === "edit" ? EDIT_WITHIN_MS : DELETE_WITHIN_MS);
}

function isByAuthor(change: Message, message: Message, kind: "edit" | "deletion"): boolean {
  return change.sender === message.sender && isWithin(message.messageId, timeOf(change.messageId), kind);
}

function names(reference: MessageReference, { messageId, sender }: Message): boolean {
  return reference.messageId === messageId && reference.sender === sender;
}

function timeOf(messageId: MessageId): number {
  return messageIdTimeMs(messageIdToBytes(messageId));
}
