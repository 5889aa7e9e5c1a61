/** In a conversation a message has one key, the same wherever it is seen, and a key has one message. */

import { keyText } from "@cellwire/protocol";
import type { Facts, Message } from "../facts.ts";
import type { Finding } from "../verdict.ts";

export function oneKey(facts: Facts): Finding[] {
  return [...messagesWithManyKeys(facts), ...keysWithManyMessages(facts)];
}

function* messagesWithManyKeys(facts: Facts): Generator<Finding> {
  for (const message of facts.messages.values()) {
    const keys = new Map(message.sightings.map(({ key, device }) => [keyText(key), device.name]));
    if (keys.size < 2) continue;
    const places = [...keys].map(([key, device]) => `${key} (${device})`);
    const text = `message ${message.id} stands at ${places.join(" and ")}`;
    yield { messages: [message.id], devices: [...keys.values()], text };
  }
}

function* keysWithManyMessages(facts: Facts): Generator<Finding> {
  for (const { messagesAt } of facts.conversations.values())
    for (const [key, ids] of messagesAt) {
      if (ids.size < 2) continue;
      const messages = [...ids];
      const devices = new Set(messages.flatMap((id) => devicesThatSaw(facts.messages.get(id)!, key)));
      yield { messages, devices: [...devices], text: `messages ${messages.join(" and ")} both stand at ${key}` };
    }
}

function devicesThatSaw(message: Message, at: string): string[] {
  return message.sightings.filter(({ key }) => keyText(key) === at).map(({ device }) => device.name);
}
