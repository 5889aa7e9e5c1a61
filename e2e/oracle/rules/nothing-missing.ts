/**
 * Every message that was acknowledged, or has a place, is on every device of both users, or of everyone who was a member
 * of the group at its place, that was linked then and is judged, unless a skip with a reason covers it there or the
 * sender was told that it was refused. That its user was no member is no reason for a device of a member.
 */

import { compareKeys, keyText } from "@cellwire/protocol";
import type { Device, Facts, Message, Thread } from "../facts.ts";
import { isMessageFor, isSettled, keyOfMessage, wasLinkedFor } from "../facts.ts";
import { NOT_MEMBER } from "../membership.ts";
import { OPENED } from "../terms.ts";
import type { Finding } from "../verdict.ts";

type Holding = "held" | "excused" | "missing";

export function nothingMissing(facts: Facts): Finding[] {
  const missing = new Map<Message, string[]>();
  for (const { message, device, holding } of owedDeliveries(facts)) {
    if (holding !== "missing") continue;
    const names = missing.get(message);
    if (names) names.push(device.name);
    else missing.set(message, [device.name]);
  }
  return [...missing].map(([message, devices]) => {
    const key = keyOfMessage(message);
    const place = key ? `at ${keyText(key)}` : "acknowledged without a place";
    const text = `message ${message.id} of ${message.sender.name}, ${place}, is missing on ${devices.join(", ")}`;
    return { messages: [message.id], devices, text };
  });
}

/** Every (message, device) pair of which the device must have the message or be excused. */
export function* owedDeliveries(facts: Facts): Generator<{ message: Message; device: Device; holding: Holding }> {
  const judged = [...facts.devices.values()].filter((device) => device.judged);
  const devicesOf = Map.groupBy(judged, (device) => device.user);
  for (const message of facts.messages.values()) {
    if (message.refused || !isSettled(message)) continue;
    for (const user of facts.conversations.get(message.sent.conversation)!.stays.keys())
      for (const device of isMessageFor(facts, user, message) ? (devicesOf.get(user) ?? []) : [])
        if (wasLinkedFor(device, message)) yield { message, device, holding: holdingOf(device, message) };
  }
}

function holdingOf(device: Device, message: Message): Holding {
  if (message.sender === device || message.deliveredTo.has(device)) return "held";
  const key = keyOfMessage(message);
  const skips = device.threads.get(message.sent.conversation)?.skips ?? [];
  const covers = ({ from, to, reason }: Thread["skips"][number]) =>
    reason !== NOT_MEMBER && reason !== OPENED && key && compareKeys(from, key) <= 0 && compareKeys(key, to) <= 0;
  return skips.some(covers) ? "excused" : "missing";
}
