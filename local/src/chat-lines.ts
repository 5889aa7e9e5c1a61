/** How a terminal chat writes what it shows. */

import { compareKeys, type OrderKey } from "@cellwire/protocol";
import type { GroupChange, Message } from "@cellwire/sdk";

export interface PeerMarks {
  readonly delivered: OrderKey;
  readonly read: OrderKey;
}

/** What others write must not steer this terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, "\uFFFD");
}

export function timeOf({ acceptedAtMs }: Message): string {
  return new Date(acceptedAtMs).toTimeString().slice(0, 5);
}

export function markOf(key: OrderKey, peer?: PeerMarks): "+" | "++" | "✓" {
  if (peer && compareKeys(key, peer.read) <= 0) return "✓";
  return peer && compareKeys(key, peer.delivered) <= 0 ? "++" : "+";
}

/** `alice added bob, carol` */
export function changeText(sender: string, change: GroupChange): string {
  return `${sender} ${doneBy(sender, change)}`;
}

function doneBy(sender: string, change: GroupChange): string {
  switch (change.kind) {
    case "create":
      return `created ${quoted(change.title)}${change.members.length > 0 ? " with " : ""}${change.members.join(", ")}`;
    case "add":
      return `added ${change.users.join(", ")}`;
    case "remove":
      return change.users.every((user) => user === sender) ? "left" : `removed ${change.users.join(", ")}`;
    case "rename":
      return `renamed the group to ${quoted(change.title)}`;
    case "role":
      return change.isAdmin ? `made ${change.user} an admin` : `took the admin role from ${change.user}`;
    default:
      return change satisfies never;
  }
}

function quoted(title: string): string {
  return `"${printable(title)}"`;
}
