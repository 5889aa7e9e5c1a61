/** UUIDv7 message ids: idempotency key and partition key at once (docs/adr/0003). RFC 9562, section 5.7. */

import type { MessageId } from "./ids.ts";
import { messageIdFromBytes } from "./hex.ts";
import { MESSAGE_ID_BYTES } from "./ids.ts";

const RANDOM_BYTES = 10;

/** A UUIDv7 for `unixMs` (milliseconds, 48 bits) and 10 random bytes. */
export function messageIdAt(unixMs: number, random: Uint8Array): MessageId {
  if (random.length !== RANDOM_BYTES) throw new RangeError(`a message id needs ${RANDOM_BYTES} random bytes`);
  const bytes = new Uint8Array(MESSAGE_ID_BYTES);
  let rest = unixMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random, 6);
  bytes[6] = 0x70 | (random[0]! & 0x0f);
  bytes[8] = 0x80 | (random[2]! & 0x3f);
  return messageIdFromBytes(bytes);
}

/** True when the 16 bytes are a UUIDv7: version 7, variant 10. */
export function isMessageIdBytes(bytes: Uint8Array): boolean {
  return bytes.length === MESSAGE_ID_BYTES && bytes[6]! >> 4 === 7 && bytes[8]! >> 6 === 2;
}

/** The millisecond timestamp inside a UUIDv7. */
export function messageIdTimeMs(bytes: Uint8Array): number {
  let time = 0;
  for (let i = 0; i < 6; i++) time = time * 256 + bytes[i]!;
  return time;
}
