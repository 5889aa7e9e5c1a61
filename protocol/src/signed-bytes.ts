/**
 * The bytes that devices sign: one form for one content, whatever encoded it. Golden vectors: protocol/vectors/device-list.json
 * and signed-prekey.json. Signatures are Ed25519 (RFC 8032) over these bytes themselves.
 */

import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

export interface ListedDevice {
  readonly device: string;
  /** 32 bytes. */
  readonly identityKey: Uint8Array;
  /** Unix milliseconds. */
  readonly addedAtMs: number;
}

export interface UnsignedDeviceList {
  readonly user: string;
  readonly version: number;
  /** 32 bytes. */
  readonly accountKey: Uint8Array;
  /** Ascending by id, none twice. */
  readonly devices: readonly ListedDevice[];
}

export interface UnsignedPrekey {
  readonly user: string;
  readonly device: string;
  readonly keyId: number;
  readonly key: Uint8Array;
}

/**
 * "cellwire device list v1" 0x00 ‖ text(user) ‖ u64(version) ‖ account key ‖ u8(count) ‖ for each device: text(id) ‖
 * identity key ‖ u64(added). Numbers are big-endian; text is u8(length) and ASCII.
 */
export function deviceListBytes({ user, version, accountKey, devices }: UnsignedDeviceList): Uint8Array {
  const entries = devices.map(({ device, identityKey, addedAtMs }) =>
    concatBytes(text(device), identityKey, unsigned64(addedAtMs)),
  );
  const domain = utf8ToBytes("cellwire device list v1\0");
  const count = Uint8Array.of(devices.length);
  return concatBytes(domain, text(user), unsigned64(version), accountKey, count, ...entries);
}

/** "cellwire signed prekey v1" 0x00 ‖ text(user) ‖ text(device) ‖ u32(key id) ‖ key. */
export function signedPrekeyBytes({ user, device, keyId, key }: UnsignedPrekey): Uint8Array {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return concatBytes(utf8ToBytes("cellwire signed prekey v1\0"), text(user), text(device), id, key);
}

function text(value: string): Uint8Array {
  const bytes = utf8ToBytes(value);
  return concatBytes(Uint8Array.of(bytes.length), bytes);
}

function unsigned64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
