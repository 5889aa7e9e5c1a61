/**
 * What the content of a message means. Most contents are the application's bytes as they are; a reply, an edit, a deletion and a
 * reaction are envelopes: four bytes that no text begins with, then a `Content` of the protocol. docs/content.md.
 */

import {
  isMessageIdBytes,
  isUserId,
  messageIdFromBytes,
  messageIdToBytes,
  wire,
  type cellwire,
  type MessageId,
  type UserId,
} from "@cellwire/protocol";

/** Two users can make the same id, so a message is named by both. */
export interface MessageReference {
  readonly messageId: MessageId;
  readonly sender: UserId;
}

export type Content =
  | { readonly kind: "plain"; readonly bytes: Uint8Array; readonly replyTo: MessageReference | undefined }
  | { readonly kind: "edit"; readonly message: MessageReference; readonly bytes: Uint8Array }
  | { readonly kind: "deletion"; readonly message: MessageReference }
  /** Without an emoji: the reaction is taken back. */
  | { readonly kind: "reaction"; readonly message: MessageReference; readonly emoji: string | undefined }
  /** What is left of a message that was deleted. */
  | { readonly kind: "erased" }
  /** Of a later version of the SDK, or broken. */
  | { readonly kind: "unknown"; readonly isQuiet: boolean };

/** U+0000, "cw", version 1. A later version is unknown to this one. */
const MARK = Uint8Array.of(0, 0x63, 0x77, 1);
const VERSION_AT = 3;
const EMOJI_BYTES_MAX = 64;
const UNKNOWN = { kind: "unknown", isQuiet: false } as const;

/** The application's bytes, in an envelope only where they need one. */
export function encodePlain(bytes: Uint8Array, replyTo?: MessageReference): Uint8Array {
  if (!replyTo && !isMarked(bytes)) return bytes;
  return enveloped({ plain: bytes, ...(replyTo && { replyTo: toWire(replyTo) }) });
}

export function encodeEdit(message: MessageReference, bytes: Uint8Array): Uint8Array {
  return enveloped({ quiet: true, edit: { message: toWire(message), content: bytes } });
}

export function encodeDeletion(message: MessageReference): Uint8Array {
  return enveloped({ quiet: true, deletion: toWire(message) });
}

/** @throws {RangeError} the emoji is empty or has more than 64 bytes. */
export function encodeReaction(message: MessageReference, emoji: string | undefined): Uint8Array {
  if (emoji !== undefined && !isEmoji(emoji)) throw new RangeError(`a reaction has 1 to ${EMOJI_BYTES_MAX} bytes`);
  return enveloped({ quiet: true, reaction: { message: toWire(message), emoji: emoji ?? "" } });
}

export function encodeErased(): Uint8Array {
  return enveloped({ erased: {} });
}

/** Never throws: what does not parse is unknown. */
export function parseContent(content: Uint8Array): Content {
  if (!isMarked(content)) return { kind: "plain", bytes: content, replyTo: undefined };
  if (content[VERSION_AT] !== MARK[VERSION_AT]) return UNKNOWN;
  try {
    return fromWire(wire.Content.decode(content.subarray(MARK.length)));
  } catch {
    return UNKNOWN;
  }
}

/** It changes another message and is none by itself: not counted as unread, no line of its own. */
export function isQuiet(content: Content): boolean {
  const { kind } = content;
  return kind === "edit" || kind === "deletion" || kind === "reaction" || (kind === "unknown" && content.isQuiet);
}

/** The message that this one changes. */
export function changedBy(content: Content): MessageReference | undefined {
  const { kind } = content;
  return kind === "edit" || kind === "deletion" || kind === "reaction" ? content.message : undefined;
}

/** As `isQuiet`, without parsing what is plain. */
export function isQuietContent(content: Uint8Array): boolean {
  return isMarked(content) && isQuiet(parseContent(content));
}

function isMarked(content: Uint8Array): boolean {
  return content[0] === MARK[0] && content[1] === MARK[1] && content[2] === MARK[2];
}

function enveloped(content: cellwire.v1.Content.$Properties): Uint8Array {
  const body = wire.Content.encode(content).finish();
  const bytes = new Uint8Array(MARK.length + body.length);
  bytes.set(MARK);
  bytes.set(body, MARK.length);
  return bytes;
}

function fromWire(content: cellwire.v1.Content.$Properties): Content {
  const { edit, deletion, reaction, plain, erased } = content;
  // A decoder may hand out a view of the message.
  const copy = (bytes: Uint8Array | null | undefined) => new Uint8Array(bytes ?? []);
  if (edit) return { kind: "edit", message: referenceFrom(edit.message), bytes: copy(edit.content) };
  if (deletion) return { kind: "deletion", message: referenceFrom(deletion) };
  if (reaction) return { kind: "reaction", message: referenceFrom(reaction.message), emoji: emojiFrom(reaction) };
  if (plain) {
    const replyTo = content.replyTo ? referenceFrom(content.replyTo) : undefined;
    return { kind: "plain", bytes: copy(plain), replyTo };
  }
  return erased ? { kind: "erased" } : { kind: "unknown", isQuiet: content.quiet ?? false };
}

function emojiFrom({ emoji }: cellwire.v1.Reaction.$Properties): string | undefined {
  if (!emoji) return undefined;
  if (!isEmoji(emoji)) throw new RangeError("not a reaction");
  return emoji;
}

function isEmoji(text: string): boolean {
  return text !== "" && new TextEncoder().encode(text).length <= EMOJI_BYTES_MAX;
}

function toWire({ messageId, sender }: MessageReference): cellwire.v1.MessageReference.$Properties {
  return { messageId: messageIdToBytes(messageId), sender };
}

function referenceFrom(reference: cellwire.v1.MessageReference.$Properties | null | undefined): MessageReference {
  const messageId = new Uint8Array(reference?.messageId ?? []);
  const sender = reference?.sender ?? "";
  if (!isMessageIdBytes(messageId) || !isUserId(sender)) throw new RangeError("not the name of a message");
  return { messageId: messageIdFromBytes(messageId), sender };
}
