/** Changes of a group as an application sees them, and as the content of a message. */

import { decodeGroupChange, encodeGroupChange, type UserId } from "@cellwire/protocol";

/** docs/protocol.md, "Groups", says who may do what. */
export type GroupChange =
  /** `members`: besides the creator, who is the first admin. */
  | { readonly kind: "create"; readonly title: string; readonly members: readonly UserId[] }
  /** Who was a member already stays as they were. */
  | { readonly kind: "add"; readonly users: readonly UserId[] }
  /** The sender alone: they left. Who was no member changes nothing. */
  | { readonly kind: "remove"; readonly users: readonly UserId[] }
  | { readonly kind: "rename"; readonly title: string }
  | { readonly kind: "role"; readonly user: UserId; readonly isAdmin: boolean };

/** The server reads changes, except titles, which are bytes to it: UTF-8 until encryption wraps them. */
export function encodeChange(change: GroupChange): Uint8Array {
  const wired = "title" in change ? { ...change, title: new TextEncoder().encode(change.title) } : change;
  // A plain array of its own: the encoder of Node gives views into a shared buffer, and this is stored.
  return new Uint8Array(encodeGroupChange(wired));
}

/** undefined: not a change that this version knows. */
export function decodeChange(bytes: Uint8Array): GroupChange | undefined {
  const change = decodeGroupChange(bytes);
  return change && ("title" in change ? { ...change, title: titleText(change.title) } : change);
}

/** Bytes that are not UTF-8 become U+FFFD. */
export function titleText(title: Uint8Array): string {
  return new TextDecoder().decode(title);
}
