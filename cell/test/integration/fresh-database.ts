import { randomBytes } from "node:crypto";
import { createPool } from "@cellwire/runtime/postgres.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { migrate } from "@cellwire/runtime/migrate.ts";
import { Client } from "pg";
import type { Pool } from "pg";
import { ensurePartitions } from "../../src/inbox/retention.ts";
import { MIGRATIONS } from "../../src/inbox/statements.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** A migrated inbox database of its own, gone when disposed. */
export async function freshInboxDatabase(
  nowMs: number,
): Promise<AsyncDisposable & { readonly pool: Pool; readonly url: string }> {
  const name = `cell_test_${randomBytes(6).toString("hex")}`;
  await onServer(`create database ${name}`);
  const url = new URL(testPostgresUrl());
  url.pathname = `/${name}`;
  const pool = createPool({
    url: url.href,
    max: 8,
    applicationName: name,
    statementTimeoutMs: 20_000,
    log: silentLogger,
  });
  await migrate({ pool, directory: MIGRATIONS, log: silentLogger });
  await ensurePartitions(pool, nowMs);
  return {
    pool,
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await onServer(`drop database ${name} with (force)`);
    },
  };
}

function testPostgresUrl(): string {
  const url = process.env["CELLWIRE_TEST_POSTGRES_URL"];
  if (!url) throw new Error("CELLWIRE_TEST_POSTGRES_URL is not set: run the tests by `./cellwire test integration`");
  return url;
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: testPostgresUrl(), connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
