/** What one device sends to a conversation gets its places in the order in which it was sent. */

import { compareKeys, keyText } from "@cellwire/protocol";
import type { Facts, Message, Thread } from "../facts.ts";
import { keyOfMessage } from "../facts.ts";
import type { Finding } from "../verdict.ts";

export function senderOrder(facts: Facts): Finding[] {
  return [...facts.devices.values()].flatMap(({ threads }) => [...threads.values()].flatMap(overtaken));
}

function overtaken({ device, sent }: Thread): Finding[] {
  const findings: Finding[] = [];
  let highest: Message | undefined;
  for (const message of sent) {
    const key = keyOfMessage(message);
    if (!key) continue;
    const before = highest && keyOfMessage(highest)!;
    if (!before || compareKeys(key, before) >= 0) highest = message;
    else {
      const text = `${device.name} sent ${message.id} after ${highest!.id}, but it stands at ${keyText(key)}, before ${keyText(before)}`;
      findings.push({ messages: [highest!.id, message.id], devices: [device.name], text });
    }
  }
  return findings;
}
