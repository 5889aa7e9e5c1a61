/** Of a group nobody is handed anything but what stands between the change that added them and the one that removed them. */

import { keyText } from "@cellwire/protocol";
import type { Facts, Thread } from "../facts.ts";
import { isFor } from "../membership.ts";
import type { Stays } from "../membership.ts";
import type { Finding } from "../verdict.ts";

export function membersOnly(facts: Facts): Finding[] {
  const groups = [...facts.conversations.values()].filter(({ isGroup }) => isGroup);
  return groups.flatMap(({ threads, stays }) => threads.flatMap((thread) => leaked(thread, stays)));
}

function leaked({ device, deliveries }: Thread, stays: Stays): Finding[] {
  const outside = deliveries.filter(({ key }) => !isFor(stays, device.user, key));
  return outside.map(({ messageId, key }) => ({
    messages: [messageId],
    devices: [device.name],
    text: `${device.name} got message ${messageId} at ${keyText(key)}, where ${device.user} was no member`,
  }));
}
