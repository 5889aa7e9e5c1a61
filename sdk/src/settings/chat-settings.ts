/** What the registers of a chat say. A value that is not of its kind says nothing. */

import { compareKeys, type MessageId, type OrderKey, type UserId } from "@cellwire/protocol";
import type { ChatPreferences, ChatView, Draft } from "./contract.ts";
import type { FieldValue, Registers } from "./registers.ts";

export const FIELDS = {
  mutedUntil: "mutedUntil",
  pin: "pin",
  archivedAt: "archivedAt",
  markedUnread: "markedUnread",
  draft: "draft",
  keepArchived: "keepArchived",
} as const;

/** JSON has no Infinity. */
const FOR_EVER = -1;

export type ChatSettings = Pick<ChatView, "mutedUntilMs" | "pin" | "isMarkedUnread" | "draft"> & {
  /** The last message at that moment; undefined: it is not archived. */
  readonly archivedAt: OrderKey | undefined;
};

export function chatSettings(registers: Registers | undefined, nowMs: number): ChatSettings {
  const value = (name: string) => registers?.fields[name]?.value ?? null;
  const muted = value(FIELDS.mutedUntil);
  const untilMs = muted === FOR_EVER ? Number.POSITIVE_INFINITY : muted;
  const pin = value(FIELDS.pin);
  return {
    mutedUntilMs: typeof untilMs === "number" && untilMs > nowMs ? untilMs : undefined,
    pin: typeof pin === "number" ? pin : undefined,
    isMarkedUnread: value(FIELDS.markedUnread) === true,
    draft: draftFrom(value(FIELDS.draft)),
    archivedAt: keyFrom(value(FIELDS.archivedAt)),
  };
}

export function preferencesFrom(registers: Registers | undefined): ChatPreferences {
  return { keepArchived: registers?.fields[FIELDS.keepArchived]?.value === true };
}

export function muteValue(untilMs: number | null): FieldValue {
  return untilMs === Number.POSITIVE_INFINITY ? FOR_EVER : untilMs;
}

export function draftValue(draft: Draft | undefined): FieldValue {
  if (!draft) return null;
  const { text, replyTo } = draft;
  return replyTo ? { text, messageId: replyTo.messageId, sender: replyTo.sender } : { text };
}

export function keyValue({ term, n }: OrderKey): FieldValue {
  return { term, n };
}

/** A message of somebody else at `key` brings the chat back from the archive. */
export function comesBack(
  { archivedAt, mutedUntilMs }: ChatSettings,
  key: OrderKey,
  preferences: ChatPreferences,
): boolean {
  if (!archivedAt || mutedUntilMs !== undefined || preferences.keepArchived) return false;
  return compareKeys(key, archivedAt) > 0;
}

function draftFrom(value: FieldValue): Draft | undefined {
  if (typeof value !== "object" || value === null || typeof value.text !== "string" || value.text === "")
    return undefined;
  const { text, messageId, sender } = value;
  const isReply = typeof messageId === "string" && typeof sender === "string";
  return { text, replyTo: isReply ? { messageId: messageId as MessageId, sender: sender as UserId } : undefined };
}

function keyFrom(value: FieldValue): OrderKey | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { term, n } = value;
  return typeof term === "number" && typeof n === "number" ? { term, n } : undefined;
}
