/**
 * What stands in the order of a group, its sender might say there: members alone write, admins alone change the group. And nobody who
 * was a member throughout is told that they are none, or that there is no such group.
 */

import { keyText } from "@cellwire/protocol";
import type { Facts, Message } from "../facts.ts";
import { wasAlwaysIn } from "../membership.ts";
import type { Finding } from "../verdict.ts";

const NEVER_TOLD_TO_MEMBERS = ["NOT_A_MEMBER", "UNKNOWN_GROUP"];

export function permitted(facts: Facts): Finding[] {
  const forbidden = [...facts.conversations.values()].flatMap((conversation) => conversation.forbidden);
  return [
    ...forbidden.map(({ placed: { message, key }, why }) =>
      finding(message, `stands at ${keyText(key)}, but is of ${message.sender.name}, ${why}`),
    ),
    ...[...facts.messages.values()].flatMap((message) => wronglyRefused(facts, message)),
  ];
}

function wronglyRefused(facts: Facts, message: Message): Finding[] {
  const { sent, refusal } = message;
  const conversation = facts.conversations.get(sent.conversation)!;
  const isWrong = refusal !== undefined && NEVER_TOLD_TO_MEMBERS.includes(refusal);
  if (!conversation.isGroup || !isWrong || !wasAlwaysIn(conversation.stays, sent.user)) return [];
  return [finding(message, `was refused with ${refusal}, but ${sent.user} was a member throughout`)];
}

function finding(message: Message, text: string): Finding {
  return { messages: [message.id], devices: [message.sender.name], text: `message ${message.id} ${text}` };
}
