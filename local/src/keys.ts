/**
 * The keys of local mode, made once per data directory: Ed25519 for the directory, each cell, the application and its backend, the
 * directory's admin token, and the stores' password. Every file is readable by its owner alone.
 */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { calculateJwkThumbprint } from "jose";
import type { JsonWebKeyOkp } from "@cellwire/protocol";
import { z } from "zod";
import { KEY_FILES, cellKeysFile } from "./cell-plan.ts";

const PRIVATE_DIRECTORY_MODE = 0o700;
const PRIVATE_FILE_MODE = 0o600;
const SECRET_BYTES = 24;
/** Standard Webhooks: such a secret is in base64. */
const WEBHOOK_SECRET_PREFIX = "whsec_";
const APPLICATION_FILE = "application.json";
const BACKEND_FILE = "backend.json";
const STORE_PASSWORD_FILE = "store-password";

const privateKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  kid: z.string(),
  x: z.string(),
  d: z.string(),
});
const keySet = z.object({ active: z.string(), keys: z.array(privateKey).min(1) });

export type PrivateKey = z.output<typeof privateKey>;
/** What the services read: `active` is the key id that signs; the others still verify. */
export type KeySet = z.output<typeof keySet>;

export interface LocalKeys {
  readonly application: KeySet;
  readonly cells: ReadonlyMap<string, KeySet>;
  readonly adminToken: string;
  readonly storePassword: string;
}

/** Reads what is there and makes what is missing. */
export async function ensureKeys(directory: string, cells: readonly string[]): Promise<LocalKeys> {
  mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY_MODE });
  await ensureKeySet(path.join(directory, KEY_FILES.directory));
  const application = await ensureKeySet(path.join(directory, APPLICATION_FILE));
  const backend = await ensureKeySet(path.join(directory, BACKEND_FILE));
  const publish = (file: string, { keys }: KeySet) =>
    writePrivate(path.join(directory, file), JSON.stringify({ keys: keys.map(publicKey) }));
  publish(KEY_FILES.userTokens, application);
  publish(KEY_FILES.serverTokens, backend);
  const cellKeys = new Map<string, KeySet>();
  for (const cell of cells) cellKeys.set(cell, await ensureKeySet(path.join(directory, cellKeysFile(cell))));
  ensureSecret(path.join(directory, KEY_FILES.webhooks), WEBHOOK_SECRET_PREFIX);
  return {
    application,
    cells: cellKeys,
    adminToken: ensureSecret(path.join(directory, KEY_FILES.admin)),
    storePassword: ensureSecret(path.join(directory, STORE_PASSWORD_FILE)),
  };
}

/** The application's keys of a data directory that has been used before. */
export function readApplicationKeys(directory: string): KeySet {
  return readKeySet(path.join(directory, APPLICATION_FILE));
}

/** What the application's backend signs its own tokens with. */
export function readBackendKeys(directory: string): KeySet {
  return readKeySet(path.join(directory, BACKEND_FILE));
}

export function readWebhookSecret(directory: string): string {
  return readFileSync(path.join(directory, KEY_FILES.webhooks), "utf8").trim();
}

/** @throws when the file can't be read or holds something else */
export function readKeySet(file: string): KeySet {
  return keySetOf(readFileSync(file, "utf8"));
}

/** @throws when the text is something else */
export function keySetOf(text: string): KeySet {
  return keySet.parse(JSON.parse(text));
}

export function publicKey({ kty, crv, kid, x }: PrivateKey): JsonWebKeyOkp {
  return { kty, crv, kid, x };
}

async function ensureKeySet(file: string): Promise<KeySet> {
  if (!existsSync(file)) {
    const made = z
      .object({ x: z.string(), d: z.string() })
      .parse(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
    const shape = { kty: "OKP", crv: "Ed25519", x: made.x } as const;
    const kid = await calculateJwkThumbprint(shape);
    writePrivate(file, JSON.stringify({ active: kid, keys: [{ ...shape, kid, d: made.d }] }, null, 2));
  }
  return readKeySet(file);
}

function ensureSecret(file: string, prefix = ""): string {
  const encoding = prefix === "" ? "base64url" : "base64";
  if (!existsSync(file)) writePrivate(file, prefix + randomBytes(SECRET_BYTES).toString(encoding));
  return readFileSync(file, "utf8").trim();
}

function writePrivate(file: string, text: string): void {
  writeFileSync(file, text, { mode: PRIVATE_FILE_MODE });
}
