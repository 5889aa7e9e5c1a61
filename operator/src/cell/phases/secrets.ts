/**
 * Makes what the cell keeps secret, and never changes what is there but for a new password's URL and a rotation of the
 * keys that was asked for. Secrets are read when the Cell changed, and now and then; they are not watched, so that the
 * operator need not be allowed to list them.
 */

import type { Random } from "@cellwire/runtime/random.ts";
import type { KubeObject } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { cellKeysSecret, HASH_KEY } from "../../resources/cell-keys-secret.ts";
import { newPrivateKey, publicKey } from "../../resources/key-set.ts";
import { childNames } from "../../resources/names.ts";
import { PORTS } from "../../resources/ports.ts";
import {
  PASSWORD_KEY,
  postgresSecret,
  postgresUrl,
  redisSecret,
  redisUrl,
  storeSecretName,
  URL_KEY,
  type Store,
} from "../../resources/store-secrets.ts";
import { isOfCell, title } from "../ensure.ts";
import { DONE, waiting, type Outcome, type Waiting } from "../outcome.ts";
import { isPending } from "../key-rotation.ts";
import { parsedKeys, secretData, type SecretData } from "../secret-data.ts";
import { secretHash } from "../secret-hash.ts";
import { objectKey, type SecretFacts, type Visit } from "../visit.ts";
import { ROTATE_ANNOTATION, rotateKeys } from "./rotate-keys.ts";

/** Shorter than the resync of the caches, which brings every cell around. */
const READ_INTERVAL_MS = 540_000;
const MISSING_RETRY_MS = 15_000;
/** As the cell's processes take them. */
const STORE_PROTOCOLS: Readonly<Record<Store, readonly string[]>> = {
  postgres: ["postgres:", "postgresql:"],
  redis: ["redis:", "rediss:"],
};
const PASSWORD_BYTES = 24;
const HASH_KEY_BYTES = 32;

export async function secrets(visit: Visit): Promise<Outcome> {
  if (isCurrent(visit, visit.memory.secrets)) return DONE;
  const keys = await ownSecret(visit, childNames(visit.cell.metadata.name).cellKeysSecret, () => newCellKeys(visit));
  if ("kind" in keys) return keys;
  const postgres = await storeSecret(visit, "postgres");
  if ("kind" in postgres) return postgres;
  const redis = await storeSecret(visit, "redis");
  if ("kind" in redis) return redis;
  const facts = factsOf(visit, { keys, postgres, redis });
  const rotation = await rotateKeys(visit, keys, facts);
  if (rotation.kind === "done") visit.memory.secrets = facts;
  // What was read is not what is there any more.
  else delete visit.memory.secrets;
  return rotation;
}

function isCurrent({ object, world }: Visit, facts: SecretFacts | undefined): boolean {
  if (facts === undefined || facts.isRotating || facts.generation !== object.metadata.generation) return false;
  const isYoung = world.clock.monotonicMs() - facts.readAtMs < READ_INTERVAL_MS;
  return isYoung && facts.rotation === object.metadata.annotations?.[ROTATE_ANNOTATION];
}

/** One that the operator makes. */
async function ownSecret(visit: Visit, name: string, make: () => KubeObject): Promise<SecretData | Waiting> {
  const { api } = visit.world;
  const secret = await api.get(RESOURCES.Secret, objectKey(visit, name));
  if (secret === undefined) {
    // Created, never applied: what is there already must not be overwritten.
    await api.create(RESOURCES.Secret, make());
    return waiting("MakingSecrets", `Secret ${name} was just made`, 0);
  }
  if (isOfCell(secret, visit.input)) return secretData(secret);
  const message = `${title(secret)} belongs to somebody else; rename or delete it, or give the Cell another name`;
  return waiting("NameTaken", message, MISSING_RETRY_MS);
}

async function storeSecret(visit: Visit, store: Store): Promise<SecretData | Waiting> {
  const { cell, input, world } = visit;
  const name = storeSecretName(cell, store);
  if (cell.spec[store].mode === "External") return externalSecret(visit, store, name);
  const make = store === "postgres" ? postgresSecret : redisSecret;
  const data = await ownSecret(visit, name, () => make(input, newPassword(world.random)));
  if ("kind" in data) return data;
  const password = data.values[PASSWORD_KEY];
  if (password === undefined)
    return waiting("SecretInvalid", `Secret ${name} has no key ${PASSWORD_KEY}`, MISSING_RETRY_MS);
  const url = store === "postgres" ? postgresUrl(cell, password) : redisUrl(cell, password);
  if (data.values[URL_KEY] === url) return data;
  await world.api.patch(RESOURCES.Secret, objectKey(visit, name), {
    patch: { stringData: { [URL_KEY]: url } },
    preconditions: data.preconditions,
  });
  return waiting("ChangingSecrets", `Secret ${name} got the URL that belongs to its password`, 0);
}

async function externalSecret(visit: Visit, store: Store, name: string): Promise<SecretData | Waiting> {
  const secret = await visit.world.api.get(RESOURCES.Secret, objectKey(visit, name));
  const data = secret && secretData(secret);
  const url = data?.values[URL_KEY];
  const protocols = STORE_PROTOCOLS[store];
  if (data && url !== undefined && isUrlOf(url, protocols)) return data;
  const where = `Secret ${name} in namespace ${visit.cell.metadata.namespace}`;
  const remedy = `write the store's URL, ${protocols.map((one) => `${one}//`).join(" or ")}…, under ${URL_KEY}`;
  if (url === undefined)
    return waiting("SecretMissing", `there is no ${where}, or no ${URL_KEY} in it; ${remedy}`, MISSING_RETRY_MS);
  // What is there instead may be a password: not a word of it.
  return waiting("SecretInvalid", `${URL_KEY} in ${where} is not the URL of a ${store}; ${remedy}`, MISSING_RETRY_MS);
}

function isUrlOf(text: string, protocols: readonly string[]): boolean {
  return protocols.includes(URL.parse(text)?.protocol ?? "");
}

function factsOf(visit: Visit, read: { keys: SecretData; postgres: SecretData; redis: SecretData }): SecretFacts {
  const { metadata } = visit.object;
  const keys = parsedKeys(read.keys);
  const hashKey = read.keys.values[HASH_KEY] ?? "";
  const urls = { postgres: read.postgres.values[URL_KEY]!, redis: read.redis.values[URL_KEY]! };
  return {
    generation: metadata.generation ?? 0,
    rotation: metadata.annotations?.[ROTATE_ANNOTATION],
    readAtMs: visit.world.clock.monotonicMs(),
    isRotating: isPending(keys),
    publicKeys: keys.keys.map(publicKey),
    hashes: {
      postgres: secretHash(hashKey, [read.postgres.values[PASSWORD_KEY] ?? ""]),
      redis: secretHash(hashKey, [read.redis.values[PASSWORD_KEY] ?? ""]),
      members: secretHash(hashKey, [JSON.stringify(keys), urls.postgres, urls.redis]),
    },
    storePorts: { postgres: portOf(urls.postgres, PORTS.postgres), redis: portOf(urls.redis, PORTS.redis) },
  };
}

function newCellKeys({ input, world }: Visit): KubeObject {
  const key = newPrivateKey(world.random);
  const hashKey = Buffer.from(world.random.bytes(HASH_KEY_BYTES)).toString("base64");
  return cellKeysSecret(input, { keys: { active: key.kid, keys: [key] }, hashKey });
}

function newPassword(random: Pick<Random, "bytes">): string {
  return Buffer.from(random.bytes(PASSWORD_BYTES)).toString("base64url");
}

function portOf(url: string, fallback: number): number {
  return Number(new URL(url).port) || fallback;
}
