/** Ed25519 (RFC 8032) by WebCrypto, in browsers and Node. Keys are kept as hexadecimal, secret ones as the seed. */

import { fromHex, toHex } from "@cellwire/protocol";
import type { SigningKeyRow } from "../store/contract.ts";

/** RFC 8410, section 7: what comes before the seed in the PKCS #8 form of an Ed25519 key. */
const PKCS8_PREFIX = fromHex("302e020100300506032b657004220420");
const SEED_BYTES = 32;
const FINGERPRINT_BYTES = 16;

/** What WebCrypto's types call CryptoKeyPair in some environments only. */
export interface KeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

export async function newSigningKey(): Promise<SigningKeyRow> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as KeyPair;
  const secret = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { publicKey: toHex(publicKey), seed: toHex(secret.subarray(-SEED_BYTES)) };
}

export async function signingKeyOf(seed: Uint8Array): Promise<SigningKeyRow> {
  const { x = "" } = await crypto.subtle.exportKey("jwk", await secretKey(toHex(seed)));
  return { publicKey: toHex(fromBase64Url(x)), seed: toHex(seed) };
}

export async function signWith({ seed }: SigningKeyRow, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", await secretKey(seed), new Uint8Array(bytes)));
}

/** False also for what is no key or no signature. */
export async function isSigned(signed: {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}): Promise<boolean> {
  const { bytes, signature, publicKey } = signed;
  try {
    const key = await crypto.subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(bytes));
  } catch {
    return false;
  }
}

/** To be compared by eye: 32 hexadecimal digits of SHA-256(key), in groups of four. */
export async function fingerprint(key: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(key)));
  return toHex(digest.subarray(0, FINGERPRINT_BYTES)).replaceAll(/(.{4})(?=.)/g, "$1 ");
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** @throws an error when `text` is not base64url. */
export function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.codePointAt(0)!);
}

function secretKey(seed: string): Promise<CryptoKey> {
  const pkcs8 = new Uint8Array([...PKCS8_PREFIX, ...fromHex(seed)]);
  return crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
}
