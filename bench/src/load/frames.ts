/**
 * Frames as cheaply as a load generator can have them: a `send` is copied from a template, and of what arrives only the
 * few bytes that matter are read. Field numbers: protocol/proto/cellwire.proto.
 */

import { Buffer } from "node:buffer";
import type { cellwire } from "@cellwire/protocol";
import { encodeClientFrame } from "@cellwire/protocol";

const MESSAGE_ID_BYTES = 16;
const CONVERSATION_BYTES = 32;
/** Tags of length-delimited fields. */
const TAG = {
  frames: 10,
  accepted: 18,
  deliver: 42,
  conversation: 10,
  acceptedId: 10,
  acceptedKey: 26,
  key: 18,
  deliverId: 26,
} as const;
const SEQUENCE_OFFSET = 12;

/** A `send` to one conversation, with room for the message id. */
export class SendTemplate {
  readonly #bytes: Buffer;
  readonly #idAt: number;

  constructor(send: Omit<cellwire.v1.Send.$Properties, "messageId">) {
    const marker = Buffer.alloc(MESSAGE_ID_BYTES, 0xa5);
    this.#bytes = Buffer.from(encodeClientFrame({ send: { messageId: marker, ...send } }));
    this.#idAt = this.#bytes.indexOf(marker);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** A UUIDv7 whose last four bytes are `sequence`. */
  write(target: Buffer, at: number, id: { unixMs: number; seed: number; sequence: number }): number {
    target.set(this.#bytes, at);
    const idAt = at + this.#idAt;
    target.writeUIntBE(id.unixMs, idAt, 6);
    target.writeUInt32BE(0x7000_8000, idAt + 6);
    target.writeUInt16BE(id.seed, idAt + 10);
    target.writeUInt32BE(id.sequence, idAt + SEQUENCE_OFFSET);
    return at + this.#bytes.length;
  }
}

export interface FrameReader {
  /** `n` as in deliver, undefined while the message has no place. */
  accepted(sequence: number, n: number | undefined): void;
  /** `n` of the order key; the term is always 1 here. */
  deliver(sequence: number, n: number): void;
  /** Any other frame: an encoded ServerMessage of it alone. */
  other(message: Buffer): void;
}

/** Reads the frames of a ServerMessage. */
export function readFrames(message: Buffer, reader: FrameReader): void {
  let at = 0;
  while (at < message.length) {
    const start = at;
    if (message[at] !== TAG.frames) throw new RangeError("not a server message");
    const frame = varintAt(message, at + 1);
    at = frame.end + frame.value;
    readFrame(message, { start, body: frame.end, end: at, reader });
  }
}

function readFrame(
  message: Buffer,
  { start, body, end, reader }: { start: number; body: number; end: number; reader: FrameReader },
): void {
  const tag = message[body];
  const inner = varintAt(message, body + 1).end;
  if (tag === TAG.accepted && message[inner] === TAG.acceptedId) {
    // The id and the conversation, each with one byte of tag and one of length.
    const keyAt = inner + 2 + MESSAGE_ID_BYTES + 2 + CONVERSATION_BYTES;
    const n = keyAt < end && message[keyAt] === TAG.acceptedKey ? varintAt(message, keyAt + 5).value : undefined;
    reader.accepted(message.readUInt32BE(inner + 2 + SEQUENCE_OFFSET), n);
  } else if (tag === TAG.deliver && message[inner] === TAG.conversation) {
    const keyAt = inner + 2 + CONVERSATION_BYTES;
    if (message[keyAt] !== TAG.key) throw new RangeError("deliver without its key");
    const keyEnd = keyAt + 2 + message[keyAt + 1]!;
    // term: one tag and one byte, as it is 1; then n.
    const n = varintAt(message, keyAt + 5).value;
    if (message[keyEnd] !== TAG.deliverId) throw new RangeError("deliver without its id");
    reader.deliver(message.readUInt32BE(keyEnd + 2 + SEQUENCE_OFFSET), n);
  } else reader.other(message.subarray(start, end));
}

function varintAt(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  let at = start;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++]!;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, end: at };
  }
}
