/** A device hands a message to its application once; what it moves, it has handed over. */

import type { Facts } from "../facts.ts";
import type { Finding } from "../verdict.ts";

export function nothingTwice(facts: Facts): Finding[] {
  const findings: Finding[] = [];
  for (const { name, threads } of facts.devices.values()) {
    const seen = new Set<string>();
    for (const { deliveries, moves } of threads.values()) {
      for (const { messageId } of deliveries) {
        const text = `message ${messageId} was handed to the application of ${name} again`;
        if (seen.has(messageId)) findings.push({ messages: [messageId], devices: [name], text });
        seen.add(messageId);
      }
      for (const { messageId } of moves) {
        const text = `message ${messageId} was moved on ${name}, which did not have it`;
        if (!seen.has(messageId)) findings.push({ messages: [messageId], devices: [name], text });
      }
    }
  }
  return findings;
}
