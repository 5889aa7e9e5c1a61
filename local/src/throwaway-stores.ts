/** A Postgres and a Redis in a temporary directory, for tests: as durable as the real ones, gone afterwards. */

import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { searchPath } from "./config.ts";
import { ManagedProcess, type ProcessSpec } from "./managed-process.ts";
import { freePort } from "./ports.ts";
import { PASSABLE_MODE, ensureServiceAccount } from "./service-account.ts";
import { createDatabase, preparePostgres } from "./services/postgres.ts";
import { findRedis, prepareRedis } from "./services/redis.ts";
import { DATABASE_LOGIN, type StoreHost, type StorePlan } from "./services/store.ts";

const HOST = "127.0.0.1";
const PASSWORD_BYTES = 24;
const CONNECTIONS_MAX = 200;

export interface ThrowawayStores {
  /** Of a superuser, who may create databases. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

export async function startThrowawayStores(onProgress: (line: string) => void): Promise<ThrowawayStores> {
  const directory = mkdtempSync(path.join(tmpdir(), "cellwire-test-"));
  chmodSync(directory, PASSABLE_MODE);
  const host: StoreHost = { account: ensureServiceAccount(), env: { PATH: searchPath().join(":"), LC_ALL: "C" } };
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  const started: ManagedProcess[] = [];
  const start = async (spec: ProcessSpec) => {
    const process = new ManagedProcess(spec, () => {});
    started.push(process);
    process.start();
    await process.waitReady();
  };
  const stop = async () => {
    await Promise.all(started.map((process) => process.stop()));
    rmSync(directory, { recursive: true, force: true });
  };
  const postgres = await plan({ name: "postgres", directory, password });
  const redis = await plan({ name: "redis", directory, password });
  const redisBinary = findRedis({ searchPath: searchPath(), onProgress });
  try {
    await start(await preparePostgres(postgres, host));
    await createDatabase(postgres);
    await start(prepareRedis(redis, host, redisBinary));
  } catch (error) {
    await stop();
    throw error;
  }
  return { postgresUrl: postgres.url, redisUrl: redis.url, stop };
}

interface StoreInput {
  readonly name: "postgres" | "redis";
  readonly directory: string;
  readonly password: string;
}

async function plan({ name, directory, password }: StoreInput): Promise<StorePlan> {
  const port = await freePort();
  const postgresUrl = `postgres://${DATABASE_LOGIN}:${password}@${HOST}:${port}/${DATABASE_LOGIN}`;
  return {
    name,
    port,
    directory: path.join(directory, name),
    logFile: path.join(directory, `${name}.log`),
    password,
    url: name === "postgres" ? postgresUrl : `redis://:${password}@${HOST}:${port}/0`,
    connectionsMax: CONNECTIONS_MAX,
  };
}
