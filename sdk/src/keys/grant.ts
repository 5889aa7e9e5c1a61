/**
 * The account key on its way from a device to a new one, through a server that cannot open it: an ephemeral X25519 key and the
 * one of the linking code agree, HKDF-SHA-256 (RFC 5869) with the code's secret as salt makes an AES-256-GCM key of that, used once.
 */

import { X25519_BYTES, agree, newAgreementKey, type AgreementKey } from "./agreement.ts";
import type { LinkingCode } from "./linking-code.ts";

const DOMAIN = "cellwire grant v1\0";
/** The key is used for one message. */
const NONCE = new Uint8Array(12);

/** ephemeral key (32) ‖ ciphertext and tag. */
export async function sealGrant(seed: Uint8Array, code: LinkingCode): Promise<Uint8Array> {
  const ephemeral = await newAgreementKey();
  const shared = await agree(ephemeral, code.agreementKey);
  const key = await sealingKey(shared, { code, ephemeralKey: ephemeral.publicKey });
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: NONCE }, key, new Uint8Array(seed));
  return new Uint8Array([...ephemeral.publicKey, ...new Uint8Array(sealed)]);
}

/** Undefined when it was not sealed for this code. */
export async function openGrant(
  sealed: Uint8Array,
  { code, agreement }: { readonly code: LinkingCode; readonly agreement: AgreementKey },
): Promise<Uint8Array | undefined> {
  const ephemeralKey = sealed.subarray(0, X25519_BYTES);
  try {
    const shared = await agree(agreement, ephemeralKey);
    const key = await sealingKey(shared, { code, ephemeralKey });
    const ciphertext = new Uint8Array(sealed.subarray(X25519_BYTES));
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: NONCE }, key, ciphertext));
  } catch {
    return undefined;
  }
}

async function sealingKey(
  shared: Uint8Array<ArrayBuffer>,
  { code, ephemeralKey }: { readonly code: LinkingCode; readonly ephemeralKey: Uint8Array },
): Promise<CryptoKey> {
  const { user, device, identityKey, agreementKey, secret } = code;
  const names = new TextEncoder().encode(`${DOMAIN}${user}\0${device}\0`);
  const info = new Uint8Array([...names, ...identityKey, ...agreementKey, ...ephemeralKey]);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(secret), info };
  return crypto.subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
