/**
 * A message id is one message with one fate. Refused after accepted is allowed (the authority said no); refused is
 * final, so a refused message has no place and reaches nobody. Unknown may come with any truth.
 */

import { keyText } from "@cellwire/protocol";
import type { Facts } from "../facts.ts";
import { deviceOf, keyOfMessage } from "../facts.ts";
import type { Finding } from "../verdict.ts";

export function outcome(facts: Facts): Finding[] {
  return [...reusedIds(facts), ...refusedButPlaced(facts)];
}

function* reusedIds(facts: Facts): Generator<Finding> {
  for (const event of facts.history) {
    if (event.type !== "sent") continue;
    const { sent, sender } = facts.messages.get(event.messageId)!;
    const { name } = deviceOf(facts, event);
    const same =
      event.contentHash === sent.contentHash && event.conversation === sent.conversation && name === sender.name;
    const text = `${name} sent ${event.messageId} again as another message than ${sender.name} did before`;
    if (!same) yield { messages: [event.messageId], devices: [...new Set([name, sender.name])], text };
  }
}

function* refusedButPlaced(facts: Facts): Generator<Finding> {
  for (const message of facts.messages.values()) {
    const key = keyOfMessage(message);
    if (!message.refused || !key) continue;
    const devices = new Set([message.sender, ...message.deliveredTo].map(({ name }) => name));
    const text = `message ${message.id} of ${message.sender.name} was refused, but stands at ${keyText(key)}`;
    yield { messages: [message.id], devices: [...devices], text };
  }
}
