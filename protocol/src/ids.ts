/** Branded identifiers and their grammars. Everything that crosses a process edge is parsed here. */

export type UserId = string & { readonly __brand: "UserId" };
export type DeviceId = string & { readonly __brand: "DeviceId" };
export type CellId = string & { readonly __brand: "CellId" };
/** 128 random bits that the creator's device drew, in Crockford's base 32, lower case. */
export type GroupId = string & { readonly __brand: "GroupId" };
/** Made like a GroupId. */
export type ChannelId = string & { readonly __brand: "ChannelId" };
/** 64 lower-case hexadecimal digits; 32 bytes on the wire. */
export type ConversationId = string & { readonly __brand: "ConversationId" };
/** UUIDv7 (RFC 9562, section 5.7) in its canonical text form; 16 bytes on the wire. */
export type MessageId = string & { readonly __brand: "MessageId" };

const USER_ID = /^[A-Za-z0-9._~-]{1,64}$/;
const DEVICE_ID = /^[A-Za-z0-9._~-]{1,32}$/;
const CELL_ID = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;
/** Crockford's alphabet leaves out i, l, o and u. 26 digits hold 130 bits, so the first is below 8. */
const BASE32_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const RANDOM_ID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const CONVERSATION_ID = /^[0-9a-f]{64}$/;
const MESSAGE_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const CONVERSATION_ID_BYTES = 32;
export const MESSAGE_ID_BYTES = 16;
export const GROUP_ID_BYTES = 16;
const GROUP_ID_LENGTH = 26;

export function isUserId(text: string): text is UserId {
  return USER_ID.test(text);
}

export function isDeviceId(text: string): text is DeviceId {
  return DEVICE_ID.test(text);
}

export function isCellId(text: string): text is CellId {
  return CELL_ID.test(text);
}

export function isGroupId(text: string): text is GroupId {
  return RANDOM_ID.test(text);
}

export function isChannelId(text: string): text is ChannelId {
  return RANDOM_ID.test(text);
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

/** @throws {RangeError} naming the grammar when `text` is not a group id. */
export function parseGroupId(text: string): GroupId {
  return parsed(text, isGroupId, "group id", "26 digits of Crockford's base 32 in lower case, the first below 8");
}

/** @throws {RangeError} naming the grammar when `text` is not a channel id. */
export function parseChannelId(text: string): ChannelId {
  return parsed(text, isChannelId, "channel id", "26 digits of Crockford's base 32 in lower case, the first below 8");
}

/**
 * The id of a new group.
 * @param random 16 bytes that nobody can guess: whoever knows an id beforehand could take it
 * @throws {RangeError} unless `random` has 16 bytes
 */
export function groupId(random: Uint8Array): GroupId {
  return base32(random) as GroupId;
}

/** The id of a new channel; as `groupId`. */
export function channelId(random: Uint8Array): ChannelId {
  return base32(random) as ChannelId;
}

function base32(random: Uint8Array): string {
  if (random.length !== GROUP_ID_BYTES) throw new RangeError(`an id has ${GROUP_ID_BYTES} bytes, not ${random.length}`);
  let rest = random.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  let text = "";
  for (; text.length < GROUP_ID_LENGTH; rest >>= 5n) text = BASE32_DIGITS[Number(rest & 31n)]! + text;
  return text;
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
