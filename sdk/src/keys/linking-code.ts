/**
 * The linking code (docs/protocol.md, "Linking a device"): "cellwire-link:" and base64url of u8(1) ‖ text(user) ‖ text(device) ‖
 * identity key ‖ agreement key ‖ secret ‖ u64(expiry).
 */

import { isDeviceId, isUserId, type DeviceId, type UserId } from "@cellwire/protocol";
import { fromBase64Url, toBase64Url } from "./signing.ts";

const PREFIX = "cellwire-link:";
const FORM = 1;
const KEY_BYTES = 32;
export const SECRET_BYTES = 16;

export interface LinkingCode {
  readonly user: UserId;
  readonly device: DeviceId;
  /** Ed25519, 32 bytes. */
  readonly identityKey: Uint8Array;
  /** X25519, 32 bytes. */
  readonly agreementKey: Uint8Array;
  /** Known to who shows the code and who reads it: the server cannot stand between them. 16 bytes. */
  readonly secret: Uint8Array;
  /** Unix milliseconds. */
  readonly expiresAtMs: number;
}

export function encodeLinkingCode(code: LinkingCode): string {
  const expiry = new Uint8Array(8);
  new DataView(expiry.buffer).setBigUint64(0, BigInt(code.expiresAtMs));
  const { identityKey, agreementKey, secret } = code;
  const parts = [[FORM], text(code.user), text(code.device), identityKey, agreementKey, secret, expiry];
  return PREFIX + toBase64Url(Uint8Array.from(parts.flatMap((part) => [...part])));
}

/** Undefined when it is no linking code. Whitespace around it and in it, as terminals break lines, is left out. */
export function decodeLinkingCode(shown: string): LinkingCode | undefined {
  const compact = shown.replaceAll(/\s/g, "");
  if (!compact.startsWith(PREFIX)) return undefined;
  try {
    return parsed(fromBase64Url(compact.slice(PREFIX.length)));
  } catch {
    return undefined;
  }
}

function parsed(bytes: Uint8Array): LinkingCode | undefined {
  let at = 0;
  const take = (length: number) => bytes.subarray(at, (at += length));
  const takeText = () => new TextDecoder().decode(take(take(1)[0] ?? 0));
  const form = take(1)[0];
  const [user, device] = [takeText(), takeText()];
  const [identityKey, agreementKey, secret] = [take(KEY_BYTES), take(KEY_BYTES), take(SECRET_BYTES)];
  const expiry = take(8);
  if (form !== FORM || at !== bytes.length || expiry.length !== 8) return undefined;
  if (!isUserId(user) || !isDeviceId(device)) return undefined;
  const expiresAtMs = Number(new DataView(expiry.buffer, expiry.byteOffset, 8).getBigUint64(0));
  return { user, device, identityKey, agreementKey, secret, expiresAtMs };
}

function text(value: string): Uint8Array {
  return Uint8Array.from([value.length, ...new TextEncoder().encode(value)]);
}
