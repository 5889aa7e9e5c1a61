/** A device hands a message to its application once. */

import type { Facts } from "../facts.ts";
import type { Finding } from "../verdict.ts";

export function nothingTwice(facts: Facts): Finding[] {
  const findings: Finding[] = [];
  for (const { name, threads } of facts.devices.values()) {
    const seen = new Set<string>();
    for (const { deliveries } of threads.values())
      for (const { messageId } of deliveries) {
        const text = `message ${messageId} was handed to the application of ${name} again`;
        if (seen.has(messageId)) findings.push({ messages: [messageId], devices: [name], text });
        seen.add(messageId);
      }
  }
  return findings;
}
