import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../../src/log.ts";
import { migrate, MigrationError, schemaVersion } from "../../src/migrate.ts";
import { createPool } from "../../src/postgres.ts";
import { freshDatabase } from "./fresh-database.ts";

let database: Awaited<ReturnType<typeof freshDatabase>>;
let pool: Pool;
let folder: string;

beforeEach(async () => {
  database = await freshDatabase();
  // Shorter than the migrations below take: the pool's timeouts are made for requests and must not apply.
  const statementTimeoutMs = 200;
  pool = createPool({ url: database.url, max: 4, applicationName: "tested", statementTimeoutMs, log: silentLogger });
  folder = await mkdtemp(join(tmpdir(), "cellwire-migrate-"));
});

afterEach(async () => {
  await pool.end();
  await rm(folder, { recursive: true });
  await database[Symbol.asyncDispose]();
});

async function write(files: Record<string, string>): Promise<void> {
  await Promise.all(Object.entries(files).map(([name, sql]) => writeFile(join(folder, name), sql)));
}

function run(): Promise<number> {
  return migrate({ pool, directory: pathToFileURL(`${folder}/`), log: silentLogger });
}

test("migrations run in order, once each", async () => {
  await write({ "0002_fill.sql": "insert into item values (1)", "0001_item.sql": "create table item (n integer)" });
  expect(await schemaVersion(pool)).toBe(0);
  expect(await run()).toBe(2);
  await write({ "0003_more.sql": "insert into item values (2); insert into item values (3)" });
  expect(await run()).toBe(3);
  expect(await run()).toBe(3);
  expect(await schemaVersion(pool)).toBe(3);
  const { rows } = await pool.query<{ n: number }>("select n from item order by n");
  expect(rows.map((row) => row.n)).toEqual([1, 2, 3]);
});

test("processes that race apply each migration once", async () => {
  await write({ "0001_slow.sql": "create table item (n integer); select pg_sleep(0.4)", "0002_b.sql": "select 1" });
  expect(await Promise.all([run(), run(), run()])).toEqual([2, 2, 2]);
});

test("a migration that fails leaves the database at the version before it", async () => {
  await write({ "0001_a.sql": "create table a ()", "0002_b.sql": "create table b (); select 1 / 0" });
  await expect(run()).rejects.toThrow(/division by zero/);
  expect(await schemaVersion(pool)).toBe(1);
  await expect(pool.query("select from b")).rejects.toMatchObject({ code: "42P01" });
  await write({ "0002_b.sql": "create table b ()" });
  expect(await run()).toBe(2);
});

test("a released file that changed is refused", async () => {
  await write({ "0001_a.sql": "select 1", "0002_b.sql": "select 2" });
  await run();
  await write({ "0001_a.sql": "select 1 -- improved" });
  await expect(run()).rejects.toThrow(/migration 1 \(a\) differs .* put the change into a new migration/);
});

test("a database that is newer than the files is refused", async () => {
  await write({ "0001_a.sql": "select 1", "0002_b.sql": "select 2" });
  await run();
  await rm(join(folder, "0002_b.sql"));
  await expect(run()).rejects.toThrow(/schema version 2, newer than the 1 of this release/);
});

test("numbers may be left out, but not filled in once a later one has run", async () => {
  await write({ "0001_a.sql": "select 1", "0003_c.sql": "select 3" });
  expect(await run()).toBe(3);
  await write({ "0004_d.sql": "select 4" });
  expect(await run()).toBe(4);
  await write({ "0002_b.sql": "select 2" });
  await expect(run()).rejects.toThrow(/migration 3 \(c\) differs/);
});

test.each([
  [{ "0001_a.sql": "", "0001_b.sql": "" }, /two migrations have number 1/],
  [{ "1_a.sql": "" }, /1_a.sql is not named like 0001_name.sql/],
])("the files %j are refused", async (files, message) => {
  await write(files);
  const outcome = run();
  await expect(outcome).rejects.toBeInstanceOf(MigrationError);
  await expect(outcome).rejects.toThrow(message);
});
