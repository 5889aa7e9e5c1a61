import { hash } from "node:crypto";

/** Native SHA-256: several times faster than the portable one that derives the same ids in an SDK. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash("sha256", data, "buffer");
}
