/** Devices and users who sign, as the SDK does. */

import type { KeyObject } from "node:crypto";
import { generateKeyPairSync, sign } from "node:crypto";
import type { DeviceId, UserId } from "@cellwire/protocol";
import { deviceListBytes, signedPrekeyBytes } from "@cellwire/protocol";
import type { SignedListFrame } from "../src/keys/signed-list.ts";

export interface SigningKey {
  readonly secret: KeyObject;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

export function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { secret: privateKey, publicKey: publicKey.export({ format: "der", type: "spki" }).subarray(-32) };
}

export interface ListContent {
  readonly user: UserId;
  readonly version: number;
  readonly devices: Readonly<Record<string, SigningKey>>;
}

export function signedList(account: SigningKey, { user, version, devices }: ListContent): SignedListFrame {
  const entries = Object.entries(devices)
    .map(([device, { publicKey }]) => ({ device, identityKey: publicKey, addedAtMs: 1 }))
    .toSorted((a, b) => (a.device < b.device ? -1 : 1));
  const list = { user, version, accountKey: account.publicKey, devices: entries };
  return { ...list, signature: sign(null, deviceListBytes(list), account.secret) };
}

export function signedPrekey(
  identity: SigningKey,
  prekey: { readonly user: UserId; readonly device: DeviceId; readonly keyId: number },
) {
  const key = Uint8Array.of(prekey.keyId % 256, 7);
  const signature = sign(null, signedPrekeyBytes({ ...prekey, key }), identity.secret);
  return { keyId: prekey.keyId, key, signature };
}

/** `count` keys with ids from `first` on; the key of each is its id. */
export function oneTimePrekeys(first: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({ keyId: first + i, key: Buffer.from(String(first + i)) }));
}
