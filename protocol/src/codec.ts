/**
 * Frames to bytes and back. A WebSocket message is a sequence of length-prefixed frames, so encoded frames
 * can be concatenated freely: encode once, write to many.
 */

import { Writer } from "protobufjs/minimal.js";
import { cellwire } from "./generated/cellwire.js";
import { LIMITS } from "./limits.ts";

export type ClientBody = NonNullable<cellwire.v1.ClientFrame.$Properties>;
export type ServerBody = NonNullable<cellwire.v1.ServerFrame.$Properties>;
type DecodedClientFrame = ReturnType<typeof cellwire.v1.ClientFrame.decode>;
type DecodedServerFrame = ReturnType<typeof cellwire.v1.ServerFrame.decode>;

/** Tag of `frames = 1` in ClientMessage, ServerMessage and MeshMessage: field 1, length-delimited. */
const FRAMES_TAG = 10;

/** The bytes are not a message of frames, or hold more frames than allowed. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

export function encodeClientFrame(frame: ClientBody): Uint8Array {
  return cellwire.v1.ClientMessage.encode({ frames: [frame] }).finish();
}

export function encodeServerFrame(frame: ServerBody): Uint8Array {
  return cellwire.v1.ServerMessage.encode({ frames: [frame] }).finish();
}

/** Wraps an already encoded ServerFrame (without its tag and length) as a one-frame message. */
export function wrapFrame(frame: Uint8Array): Uint8Array {
  return Writer.create().uint32(FRAMES_TAG).bytes(frame).finish();
}

/** @throws {DecodeError} */
export function decodeClientMessage(bytes: Uint8Array): DecodedClientFrame[] {
  return decoded(() => cellwire.v1.ClientMessage.decode(bytes).frames as DecodedClientFrame[]);
}

/** @throws {DecodeError} */
export function decodeServerMessage(bytes: Uint8Array): DecodedServerFrame[] {
  return decoded(() => cellwire.v1.ServerMessage.decode(bytes).frames as DecodedServerFrame[]);
}

function decoded<T>(decode: () => T[]): T[] {
  let frames: T[];
  try {
    frames = decode();
  } catch (cause) {
    throw new DecodeError("the bytes are not a message of frames", { cause });
  }
  if (frames.length > LIMITS.framesPerMessageMax)
    throw new DecodeError(`a message holds ${frames.length} frames, over ${LIMITS.framesPerMessageMax}`);
  return frames;
}
