/**
 * A receipt never runs ahead of the truth: `delivered` only after some device of that user held everything up to there,
 * `read` only after that user's application marked it as read. In a group the read mark of whoever is added starts just
 * below that change.
 */

import { follows, keyText } from "@cellwire/protocol";
import type { OrderKey } from "@cellwire/protocol";
import type { Device, Facts, Thread } from "../facts.ts";
import { deviceOf } from "../facts.ts";
import type { EventOf } from "../history.ts";
import type { Finding } from "../verdict.ts";

export function receipts(facts: Facts, { toleranceMs }: { toleranceMs: number }): Finding[] {
  const devicesOf = Map.groupBy(facts.devices.values(), (device) => device.user);
  return facts.history.flatMap((event) => {
    if (event.type !== "receipt") return [];
    const threads = threadsOf(devicesOf.get(event.about) ?? [], event);
    const heldAt = (key: OrderKey) => Math.min(...threads.map(({ held }) => held.watermark.reachedAt(key)));
    const readAt = (key: OrderKey) => Math.min(...threads.map(({ read }) => read.reachedAt(key)));
    const stays = facts.conversations.get(event.conversation)?.stays.get(event.about) ?? [];
    const startsAt = (key: OrderKey) => stays.some(({ from }) => follows(from, key));
    const early = (key: OrderKey, truthAt: number) => key.n > 0 && truthAt > event.at + toleranceMs;
    return [
      ...(early(event.delivered, heldAt(event.delivered)) ? [finding(facts, event, "delivered")] : []),
      ...(early(event.read, readAt(event.read)) && !startsAt(event.read) ? [finding(facts, event, "read")] : []),
    ];
  });
}

function threadsOf(devices: Device[], { conversation }: EventOf<"receipt">): Thread[] {
  return devices.flatMap(({ threads }) => threads.get(conversation) ?? []);
}

function finding(facts: Facts, event: EventOf<"receipt">, mark: "delivered" | "read"): Finding {
  const { name } = deviceOf(facts, event);
  const key = keyText(event[mark]);
  const messages = [...(facts.conversations.get(event.conversation)?.messagesAt.get(key) ?? [])];
  const text = `${name} was told at ${event.at} ms that ${event.about} had ${key} ${mark}, which was not so yet`;
  return { messages, devices: [name], text };
}
