import type { Pool } from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLogger } from "../../src/log.ts";
import { createPool, inTransaction } from "../../src/postgres.ts";
import { freshDatabase } from "./fresh-database.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;

beforeEach(async () => {
  database = await freshDatabase();
  pool = poolOf({});
  await pool.query("create table item (name text primary key)");
});

afterEach(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

function poolOf(overrides: Partial<Parameters<typeof createPool>[0]>): Pool {
  const statementTimeoutMs = 2_000;
  return createPool({
    url: database.url,
    max: 2,
    applicationName: "tested",
    statementTimeoutMs,
    log: silentLogger,
    ...overrides,
  });
}

async function names(): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>("select name from item order by name");
  return rows.map((row) => row.name);
}

test("no statement is compiled: short ones would wait for it", async () => {
  const { rows } = await pool.query<{ jit: string }>("select current_setting('jit') as jit");
  expect(rows).toEqual([{ jit: "off" }]);
});

test("a transaction commits what its work did and returns its result", async () => {
  const result = await inTransaction(pool, async (client) => {
    await client.query("insert into item values ('a')");
    return 7;
  });
  expect(result).toBe(7);
  expect(await names()).toEqual(["a"]);
});

test("a transaction whose work fails leaves nothing and passes the error on", async () => {
  const failure = new Error("changed my mind");
  const outcome = inTransaction(pool, async (client) => {
    await client.query("insert into item values ('a')");
    throw failure;
  });
  await expect(outcome).rejects.toBe(failure);
  expect(await names()).toEqual([]);
});

test("a failed transaction gives its connection back", async () => {
  for (let i = 0; i < 5; i += 1) {
    await expect(inTransaction(pool, (client) => client.query("select 1 / 0"))).rejects.toThrow(/division by zero/);
  }
  expect(pool.totalCount).toBe(1);
  expect(pool.idleCount).toBe(1);
});

test("a connection that is cut during a transaction fails it and nothing else", async () => {
  const outcome = inTransaction(pool, async (client) => {
    await client.query("insert into item values ('a')");
    await pool.query("select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'");
    await client.query("insert into item values ('b')");
  });
  await expect(outcome).rejects.toThrow();
  expect(await names()).toEqual([]);
});

test("an idle connection that is cut is logged and replaced", async () => {
  const warned = Promise.withResolvers<void>();
  const log = { ...silentLogger, warn: vi.fn<() => void>(warned.resolve) };
  const watched = poolOf({ log });
  const { rows } = await watched.query<{ pid: number }>("select pg_backend_pid() as pid");
  await pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  await warned.promise;
  expect((await watched.query("select 1")).rowCount).toBe(1);
  await watched.end();
});

test("a statement that runs too long is cancelled", async () => {
  const hasty = poolOf({ statementTimeoutMs: 50 });
  await expect(hasty.query("select pg_sleep(60)")).rejects.toMatchObject({ code: "57014" });
  await hasty.end();
});

test("the connection shows its application name", async () => {
  const { rows } = await pool.query<{ name: string }>("select current_setting('application_name') as name");
  expect(rows[0]?.name).toBe("tested");
});
