/** The application of a device gets the messages of a conversation in the order of their keys. */

import { compareKeys, keyText, maxKey, ORIGIN } from "@cellwire/protocol";
import type { Facts, Thread } from "../facts.ts";
import type { Finding } from "../verdict.ts";

export function deliveryOrder(facts: Facts): Finding[] {
  return [...facts.devices.values()].flatMap(({ threads }) => [...threads.values()].flatMap(disorder));
}

function disorder({ device, deliveries }: Thread): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  let highest = ORIGIN;
  for (const { messageId, key } of deliveries) {
    // A message that comes again is rule `nothing-twice`, two messages at one key are rule `one-key`.
    if (!seen.has(messageId) && compareKeys(key, highest) < 0) {
      const text = `${device.name} got message ${messageId} at ${keyText(key)} after one at ${keyText(highest)}`;
      findings.push({ messages: [messageId], devices: [device.name], text });
    }
    seen.add(messageId);
    highest = maxKey(highest, key);
  }
  return findings;
}
