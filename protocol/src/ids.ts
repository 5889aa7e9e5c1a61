/** Branded identifiers and their grammars. Everything that crosses a process edge is parsed here. */

export type UserId = string & { readonly __brand: "UserId" };
export type DeviceId = string & { readonly __brand: "DeviceId" };
export type CellId = string & { readonly __brand: "CellId" };
/** 64 lower-case hexadecimal digits; 32 bytes on the wire. */
export type ConversationId = string & { readonly __brand: "ConversationId" };
/** UUIDv7 (RFC 9562, section 5.7) in its canonical text form; 16 bytes on the wire. */
export type MessageId = string & { readonly __brand: "MessageId" };

const USER_ID = /^[A-Za-z0-9._~-]{1,64}$/;
const DEVICE_ID = /^[A-Za-z0-9._~-]{1,32}$/;
const CELL_ID = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;
const CONVERSATION_ID = /^[0-9a-f]{64}$/;
const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const CONVERSATION_ID_BYTES = 32;
export const MESSAGE_ID_BYTES = 16;

export function isUserId(text: string): text is UserId {
  return USER_ID.test(text);
}

export function isDeviceId(text: string): text is DeviceId {
  return DEVICE_ID.test(text);
}

export function isCellId(text: string): text is CellId {
  return CELL_ID.test(text);
}

export function isMessageId(text: string): text is MessageId {
  return MESSAGE_ID.test(text);
}

export function isConversationId(text: string): text is ConversationId {
  return CONVERSATION_ID.test(text);
}

/** @throws {RangeError} naming the grammar when `text` is not a user id. */
export function parseUserId(text: string): UserId {
  return parsed(text, isUserId, "user id", "1 to 64 characters of A-Z a-z 0-9 . _ ~ -");
}

/** @throws {RangeError} naming the grammar when `text` is not a device id. */
export function parseDeviceId(text: string): DeviceId {
  return parsed(text, isDeviceId, "device id", "1 to 32 characters of A-Z a-z 0-9 . _ ~ -");
}

/** @throws {RangeError} naming the grammar when `text` is not a cell id. */
export function parseCellId(text: string): CellId {
  return parsed(text, isCellId, "cell id", "1 to 32 characters of a-z 0-9 -, no - at either end");
}

/** @throws {RangeError} when `text` is not a UUIDv7 in canonical lower-case form. */
export function parseMessageId(text: string): MessageId {
  return parsed(text, isMessageId, "message id", "a UUIDv7 in lower case");
}

/** @throws {RangeError} when `text` is not 64 lower-case hexadecimal digits. */
export function parseConversationId(text: string): ConversationId {
  return parsed(text, isConversationId, "conversation id", "64 lower-case hexadecimal digits");
}

function parsed<T extends string>(
  text: string,
  accepts: (text: string) => text is T,
  name: string,
  grammar: string,
): T {
  if (!accepts(text)) throw new RangeError(`not a ${name} (${grammar}): ${JSON.stringify(text.slice(0, 80))}`);
  return text;
}
