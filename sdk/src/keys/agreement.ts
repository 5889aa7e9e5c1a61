/** X25519 (RFC 7748) by WebCrypto. */

import type { KeyPair } from "./signing.ts";

export const X25519_BYTES = 32;

export interface AgreementKey {
  readonly secret: CryptoKey;
  readonly publicKey: Uint8Array;
}

export async function newAgreementKey(): Promise<AgreementKey> {
  const pair = (await crypto.subtle.generateKey("X25519", false, ["deriveBits"])) as KeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { secret: pair.privateKey, publicKey };
}

/** @throws an error when `publicKey` is none, or one that gives nothing away (all zero). */
export async function agree({ secret }: AgreementKey, publicKey: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const theirs = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), "X25519", false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: theirs }, secret, 8 * X25519_BYTES));
}
