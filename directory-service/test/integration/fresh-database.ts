/** Databases of their own for tests, on the Postgres server that the test run was given. */

import { randomBytes } from "node:crypto";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { migrate } from "@cellwire/runtime/migrate.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import pg from "pg";
import { MIGRATIONS } from "../../src/registry/migrations.ts";

export interface FreshDatabase {
  readonly url: string;
  readonly openPool: () => pg.Pool;
  /** Call it after every pool has ended: a connection that is left over makes it fail. */
  readonly drop: () => Promise<void>;
}

const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 4;

/** A new database with the newest schema. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const database = await emptyDatabase();
  const pool = database.openPool();
  await migrate({ pool, directory: MIGRATIONS, log: silentLogger });
  await pool.end();
  return database;
}

/** A new database without a schema. */
export async function emptyDatabase(): Promise<FreshDatabase> {
  const serverUrl = process.env["CELLWIRE_TEST_POSTGRES_URL"];
  if (serverUrl === undefined)
    throw new Error("CELLWIRE_TEST_POSTGRES_URL is not set: run the tests by `./cellwire test integration`");
  const name = `directory_${randomBytes(6).toString("hex")}`;
  await onServer(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const openPool = () =>
    createPool({
      url: url.href,
      max: CONNECTIONS_MAX,
      applicationName: name,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      log: silentLogger,
    });
  return { url: url.href, openPool, drop: () => onServer(serverUrl, `drop database ${name}`) };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, statement_timeout: STATEMENT_TIMEOUT_MS });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
