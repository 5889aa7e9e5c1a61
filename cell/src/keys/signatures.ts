/** Ed25519 signatures by keys of devices and users (RFC 8032). */

import type { KeyObject } from "node:crypto";
import { createPublicKey, verify } from "node:crypto";
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "@cellwire/protocol";

export interface Signed {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** False also for what is no key or no signature. Never throws. */
export function isSigned({ bytes, signature, publicKey }: Signed): boolean {
  if (signature.length !== SIGNATURE_BYTES || publicKey.length !== PUBLIC_KEY_BYTES) return false;
  const key = keyObject(publicKey);
  return key !== undefined && verify(null, bytes, key, signature);
}

function keyObject(publicKey: Uint8Array): KeyObject | undefined {
  const x = Buffer.from(publicKey).toString("base64url");
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  } catch {
    return undefined;
  }
}
