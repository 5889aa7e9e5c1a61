/**
 * What is delivered is what was sent: same content, sender and conversation, and to nobody but the two users. Who of a
 * group may get it, rule `members-only` says.
 */

import type { Facts } from "../facts.ts";
import { deviceName, deviceOf } from "../facts.ts";
import type { EventOf } from "../history.ts";
import type { Finding } from "../verdict.ts";

export function content(facts: Facts): Finding[] {
  return facts.history.flatMap((event) => {
    if (event.type !== "delivered") return [];
    const { name } = deviceOf(facts, event);
    return faults(facts, event).map((fault) => ({
      messages: [event.messageId],
      devices: [name],
      text: `${name} got message ${event.messageId} ${fault}`,
    }));
  });
}

function faults(facts: Facts, event: EventOf<"delivered">): string[] {
  const message = facts.messages.get(event.messageId);
  if (!message) return ["that nobody sent"];
  const { sent, sender } = message;
  const from = deviceName(event.sender, event.senderDevice);
  return [
    ...(event.contentHash === sent.contentHash ? [] : ["with other content than was sent"]),
    ...(event.conversation === sent.conversation ? [] : ["in another conversation than it was sent to"]),
    ...(from === sender.name ? [] : [`as if from ${from}, but ${sender.name} sent it`]),
    ...(isForBoth(event, sent) ? [] : [`that is for ${sent.user} and ${sent.peer} only`]),
  ];
}

function isForBoth({ user }: EventOf<"delivered">, sent: EventOf<"sent">): boolean {
  return sent.group !== undefined || user === sent.user || user === sent.peer;
}
