/** How long senders waited, by what their devices recorded. Nothing is judged by it. */

import type { MessageId, UserId } from "@cellwire/protocol";
import type { History } from "./history.ts";

/**
 * The longest time from the outbox to the first sign that a message of these users is safe, its acknowledgement or its
 * place, in milliseconds; 0 when there was none. Tries that fail meanwhile are part of it.
 */
export function longestWaitMs(history: History, users: readonly UserId[]): number {
  const sentAt = new Map<MessageId, number>();
  const isSafe = new Set<MessageId>();
  let longestMs = 0;
  for (const event of history) {
    if (!users.includes(event.user)) continue;
    if (event.type === "sent" && !sentAt.has(event.messageId)) sentAt.set(event.messageId, event.at);
    if (event.type !== "acknowledged" && event.type !== "sequenced") continue;
    const startedAt = sentAt.get(event.messageId);
    if (startedAt === undefined || isSafe.has(event.messageId)) continue;
    isSafe.add(event.messageId);
    longestMs = Math.max(longestMs, event.at - startedAt);
  }
  return longestMs;
}
