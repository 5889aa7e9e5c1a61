import { createPublicKey, verify } from "node:crypto";
import type { UnsignedDeviceList } from "@cellwire/protocol";
import { deviceListBytes, fromHex, signedPrekeyBytes, toHex } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { readVectors } from "./vector-file.ts";

interface DeviceListVector {
  readonly list: Omit<UnsignedDeviceList, "accountKey" | "devices"> & {
    readonly accountKey: string;
    readonly devices: readonly { readonly device: string; readonly identityKey: string; readonly addedAtMs: number }[];
  };
  readonly bytes: string;
  readonly signature: string;
}

interface SignedPrekeyVector {
  readonly user: string;
  readonly device: string;
  readonly keyId: number;
  readonly key: string;
  readonly bytes: string;
}

test.each(readVectors<DeviceListVector>("device-list.json"))("the list of $list.user", ({ list, bytes, signature }) => {
  const accountKey = fromHex(list.accountKey);
  const devices = list.devices.map((one) => ({ ...one, identityKey: fromHex(one.identityKey) }));
  const signed = deviceListBytes({ ...list, accountKey, devices });
  expect(toHex(signed)).toBe(bytes);
  const x = Buffer.from(accountKey).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  expect(verify(null, signed, key, fromHex(signature))).toBe(true);
});

test.each(readVectors<SignedPrekeyVector>("signed-prekey.json"))(
  "prekey $keyId of $user",
  ({ key, bytes, ...prekey }) => {
    expect(toHex(signedPrekeyBytes({ ...prekey, key: fromHex(key) }))).toBe(bytes);
  },
);
