/** Text forms of the binary ids. Pure, and free of Node's Buffer, so that it runs in a browser. */

import type { ConversationId, MessageId } from "./ids.ts";
import { CONVERSATION_ID_BYTES, MESSAGE_ID_BYTES, parseMessageId } from "./ids.ts";

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** @throws {RangeError} unless `bytes` has 32 bytes. */
export function conversationIdFromBytes(bytes: Uint8Array): ConversationId {
  if (bytes.length !== CONVERSATION_ID_BYTES)
    throw new RangeError(`a conversation id has ${CONVERSATION_ID_BYTES} bytes, not ${bytes.length}`);
  return toHex(bytes) as ConversationId;
}

export function conversationIdToBytes(id: ConversationId): Uint8Array {
  return fromHex(id);
}

/** @throws {RangeError} unless `bytes` is a UUIDv7. */
export function messageIdFromBytes(bytes: Uint8Array): MessageId {
  if (bytes.length !== MESSAGE_ID_BYTES)
    throw new RangeError(`a message id has ${MESSAGE_ID_BYTES} bytes, not ${bytes.length}`);
  const hex = toHex(bytes);
  return parseMessageId(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
  );
}

export function messageIdToBytes(id: MessageId): Uint8Array {
  return fromHex(id.replaceAll("-", ""));
}
