/** A reference as the content of a message (docs/protocol.md, "Media"). */

import { isCellId, LIMITS } from "@cellwire/protocol";
import { fromBase64url } from "./base64url.ts";
import type { MediaReference } from "./contract.ts";
import { KEY_BYTES, TAG_BYTES } from "./sealing.ts";

const MARK = "cellwire-media";
const VERSION = 1;

/** The text of a message that is this object, and nothing else. */
export function encodeMedia(reference: MediaReference): string {
  const { cell, hash, size, key, contentType, name } = reference;
  return JSON.stringify({ [MARK]: VERSION, cell, hash, size, key, contentType, name });
}

/** undefined: the text is not a reference, or none that can be right. */
export function decodeMedia(text: string): MediaReference | undefined {
  if (!text.startsWith(`{"${MARK}":`) || text.length > LIMITS.contentBytesMax) return undefined;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { cell, hash, size, key, contentType, name } = value;
  const isRight =
    value[MARK] === VERSION &&
    typeof cell === "string" &&
    isCellId(cell) &&
    typeof hash === "string" &&
    /^[0-9a-f]{64}$/.test(hash) &&
    Number.isSafeInteger(size) &&
    (size as number) >= TAG_BYTES &&
    typeof key === "string" &&
    fromBase64url(key)?.length === KEY_BYTES &&
    typeof contentType === "string" &&
    (name === undefined || typeof name === "string");
  if (!isRight) return undefined;
  return { cell, hash, size: size as number, key, contentType, ...(name !== undefined && { name }) };
}

/** Bytes of the plaintext. */
export function plainBytes({ size }: Pick<MediaReference, "size">): number {
  return size - TAG_BYTES * Math.ceil(size / LIMITS.mediaChunkBytes);
}
