/**
 * Writes protocol/vectors. Everything is derived here a second time, without the code in src: hashes by Node's
 * crypto, frames by protobufjs reflection over the .proto file. Run it after a change of the wire and read the
 * difference: a changed vector of an existing frame breaks every client that exists.
 *
 *   node protocol/scripts/write-vectors.ts
 */

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import protobuf from "protobufjs";
import { frameSamples } from "./frame-samples.ts";

const PACKAGE = join(import.meta.dirname, "..");

/** In the order in which an application might name the two; the traps are about byte order. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["alice", "bob"],
  ["bob", "alice"],
  ["a", "B"],
  ["B", "a"],
  ["a", "~"],
  ["Z", "_"],
  ["_", "a"],
  ["-", "."],
  ["0", "A"],
  ["9", "10"],
  ["a", "aa"],
  ["a", "a-"],
  ["a-", "a."],
  ["alice", "Alice"],
  ["~", "z"],
  ["user-1", "user_1"],
  ["x".repeat(64), "x".repeat(63)],
  ...Array.from({ length: 16 }, (_, i) => [`user-${i}`, `user-${(i * 7 + 3) % 31}.eu`] as const),
];

const GROUPS = ["01h455vb4pex5vsknk084sn02q", "0".repeat(26), `7${"z".repeat(25)}`];

const MESSAGE_IDS = [
  { timeMs: 0, random: "00000000000000000000" },
  { timeMs: 1, random: "ffffffffffffffffffff" },
  { timeMs: 1_645_557_742_000, random: "0cc398c4dc0c0c07398f" },
  { timeMs: 1_750_000_000_123, random: "0123456789abcdef0123" },
  { timeMs: 2 ** 48 - 1, random: "a5a5a5a5a5a5a5a5a5a5" },
];

/** Keys are made of seeds (RFC 8032, section 5.1.5) of 32 equal bytes. */
const DEVICE_LISTS = [
  {
    user: "alice",
    version: 1,
    accountSeed: "01".repeat(32),
    devices: [{ device: "phone", seed: "02".repeat(32), addedAtMs: 0 }],
  },
  {
    user: "~".repeat(64),
    version: 9_007_199_254_740_991,
    accountSeed: "03".repeat(32),
    devices: [
      { device: "-", seed: "04".repeat(32), addedAtMs: 1_750_000_000_123 },
      { device: "A", seed: "05".repeat(32), addedAtMs: 1 },
      { device: "a", seed: "06".repeat(32), addedAtMs: 9_007_199_254_740_991 },
      { device: "a".repeat(32), seed: "07".repeat(32), addedAtMs: 2 },
    ],
  },
];

const SIGNED_PREKEYS = [
  { user: "alice", device: "phone", keyId: 1, key: "0c0d", seed: "02".repeat(32) },
  { user: "b", device: "~".repeat(32), keyId: 4_294_967_295, key: "ff".repeat(1184), seed: "08".repeat(32) },
];

function main(): void {
  write("authority.json", PAIRS.map(authorityVector));
  write("group.json", GROUPS.map(groupVector));
  write("message-id.json", MESSAGE_IDS.map(messageIdVector));
  write("device-list.json", DEVICE_LISTS.map(deviceListVector));
  write("signed-prekey.json", SIGNED_PREKEYS.map(signedPrekeyVector));
  const root = protobuf.loadSync(join(PACKAGE, "proto/cellwire.proto"));
  write(
    "frames.json",
    frameSamples().map(({ name, type, value }) => ({ name, type, value, hex: encode(root, type, value) })),
  );
}

function write(name: string, vectors: unknown): void {
  writeFileSync(join(PACKAGE, "vectors", name), `${JSON.stringify(vectors, null, 2)}\n`);
}

function authorityVector(pair: readonly [string, string]): object {
  const [lower, higher] = [...pair].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const conversation = sha256(Buffer.from(`${lower}\0${higher}`));
  const rank = (user: string) => sha256(Buffer.concat([conversation, Buffer.from(user)]));
  const numberingUser = Buffer.compare(rank(pair[0]), rank(pair[1])) < 0 ? pair[0] : pair[1];
  return { pair, conversation: conversation.toString("hex"), numberingUser };
}

function groupVector(group: string): object {
  return { group, conversation: sha256(Buffer.from(`group:${group}`)).toString("hex") };
}

function deviceListVector({ user, version, accountSeed, devices }: (typeof DEVICE_LISTS)[number]): object {
  const parts = devices.map(({ device, seed, addedAtMs }) =>
    Buffer.concat([text(device), publicKey(seed), number64(addedAtMs)]),
  );
  const count = Buffer.from([devices.length]);
  const domain = Buffer.from("cellwire device list v1\0");
  const bytes = Buffer.concat([domain, text(user), number64(version), publicKey(accountSeed), count, ...parts]);
  const list = {
    user,
    version,
    accountKey: publicKey(accountSeed).toString("hex"),
    devices: devices.map(({ device, seed, addedAtMs }) => ({
      device,
      identityKey: publicKey(seed).toString("hex"),
      addedAtMs,
    })),
  };
  return { accountSeed, list, bytes: bytes.toString("hex"), signature: signature(bytes, accountSeed) };
}

function signedPrekeyVector({ user, device, keyId, key, seed }: (typeof SIGNED_PREKEYS)[number]): object {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(keyId);
  const bytes = Buffer.concat([
    Buffer.from("cellwire signed prekey v1\0"),
    text(user),
    text(device),
    id,
    Buffer.from(key, "hex"),
  ]);
  return { seed, user, device, keyId, key, bytes: bytes.toString("hex"), signature: signature(bytes, seed) };
}

/** One byte of length, then the ASCII text. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}

function number64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** RFC 8410, section 7: the fixed beginning of an Ed25519 private key. */
function privateKey(seed: string) {
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, "hex");
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

function publicKey(seed: string): Buffer {
  return createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" }).subarray(-32);
}

function signature(bytes: Buffer, seed: string): string {
  return sign(null, bytes, privateKey(seed)).toString("hex");
}

function sha256(data: Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

/** RFC 9562, section 5.7: 48 bits of time, then version 7 and variant 10 over the random bits. */
function messageIdVector({ timeMs, random }: { timeMs: number; random: string }): object {
  const bits = (BigInt(timeMs) << 80n) | BigInt(`0x${random}`);
  const versioned = (bits & ~(0xfn << 76n)) | (7n << 76n);
  const marked = (versioned & ~(3n << 62n)) | (2n << 62n);
  const hex = marked.toString(16).padStart(32, "0");
  return { timeMs, random, bytes: hex, text: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") };
}

function encode(root: protobuf.Root, name: string, value: object): string {
  const type = root.lookupType(`cellwire.v1.${name}`);
  const message = type.fromObject(revive(value) as Record<string, unknown>);
  return Buffer.from(type.encode(message).finish()).toString("hex");
}

function revive(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith("hex:") ? Buffer.from(value.slice(4), "hex") : value;
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
}

main();
