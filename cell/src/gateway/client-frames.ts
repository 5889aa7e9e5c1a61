/** Bytes of a client to frames, at a cost that the bytes bound. */

import { DecodeError, LIMITS, decodeClientMessage, encodeServerFrame } from "@cellwire/protocol";

export type ClientFrame = ReturnType<typeof decodeClientMessage>[number];

const WIRE_TYPE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;
const ID_BYTES_ECHOED = 32;
const RETRY_AFTER_MS = 1_000;

/**
 * Counts before it decodes: a megabyte of empty frames would become half a million objects.
 * @throws {DecodeError}
 */
export function decodeFrames(bytes: Uint8Array): ClientFrame[] {
  if (fieldsIn(bytes) > LIMITS.framesPerMessageMax)
    throw new DecodeError(`a message holds more than ${LIMITS.framesPerMessageMax} frames`);
  return decodeClientMessage(bytes);
}

/** Fields at the top level; counting stops above the bound, and where the bytes are not protobuf. */
function fieldsIn(bytes: Uint8Array): number {
  let count = 0;
  let at = 0;
  while (at < bytes.length && count <= LIMITS.framesPerMessageMax) {
    const tag = varintAt(bytes, at);
    const value = varintAt(bytes, tag.end);
    count += 1;
    const wireType = tag.value & 7;
    if (wireType === WIRE_TYPE.bytes) at = value.end + value.value;
    else if (wireType === WIRE_TYPE.varint) at = value.end;
    else if (wireType === WIRE_TYPE.fixed64) at = tag.end + 8;
    else if (wireType === WIRE_TYPE.fixed32) at = tag.end + 4;
    else break;
  }
  return count;
}

function varintAt(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  for (let scale = 1; at < bytes.length; scale *= 128) {
    const byte = bytes[at++]!;
    value += (byte & 127) * scale;
    if (byte < 128) break;
  }
  return { value, end: at };
}

/** `messageId` and `conversation` are what the client sent, whatever it was. */
export function errorFrame(error: {
  readonly code: string;
  readonly detail?: string;
  readonly messageId?: Uint8Array | null | undefined;
  readonly conversation?: Uint8Array | null | undefined;
  readonly retryAfterMs?: number;
}): Uint8Array {
  const { code, detail = "", messageId, conversation } = error;
  const retryAfterMs = error.retryAfterMs ?? (code === "RETRY_AFTER" ? RETRY_AFTER_MS : 0);
  return encodeServerFrame({
    error: { code, detail, messageId: echoed(messageId), conversation: echoed(conversation), retryAfterMs },
  });
}

function echoed(bytes: Uint8Array | null | undefined): Uint8Array | null {
  return bytes?.subarray(0, ID_BYTES_ECHOED) ?? null;
}
