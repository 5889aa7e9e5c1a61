import { LIMITS } from "@cellwire/protocol";

/** What an application sends, as bytes. @throws {RangeError} too large. */
export function contentBytes(content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  if (bytes.length <= LIMITS.contentBytesMax) return bytes;
  throw new RangeError(`content has ${bytes.length} bytes, over ${LIMITS.contentBytesMax}`);
}
