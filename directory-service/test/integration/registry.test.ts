import { silentLogger } from "@cellwire/runtime/log.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { PostgresRegistry } from "../../src/registry/postgres.ts";
import { readStatements, type Statements } from "../../src/registry/statements.ts";
import { cell, op, registration, user } from "../cell-registration.ts";
import { describeRegistry } from "../registry-conformance.ts";
import { freshDatabase, type FreshDatabase } from "./fresh-database.ts";

const LOCK_LOOKS_MAX = 10_000;

let database: FreshDatabase;
let statements: Statements;
let pools: pg.Pool[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  statements = await readStatements();
});

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  pools = [];
});

afterAll(() => database.drop());

describeRegistry("registry in Postgres", setup);

describe("registry in Postgres: on its own", () => {
  it("says that the registry is unavailable when the database does not answer", async () => {
    const registry = new PostgresRegistry(openUnreachablePool(), statements);
    const unavailable = { code: "REGISTRY_UNAVAILABLE", retryable: true };
    await expect(registry.placement(user("alice"))).rejects.toMatchObject(unavailable);
    await expect(registry.putCell(cell("eu"), registration())).rejects.toMatchObject(unavailable);
  });

  it("shows no change before an earlier one that is still to commit", async () => {
    const { registry, pool } = await setup();
    for (const id of ["eu", "us"]) await registry.putCell(cell(id), registration());
    const slow = await pool.connect();
    try {
      await slow.query("begin");
      await slow.query(statements["place-user"], ["alice", "eu", op(1)]);
      const later = registry.place({ thing: user("bob"), cell: cell("us"), op: op(2) });
      await someoneWaitsForALock(pool);
      expect(await registry.changes({ after: 2, limit: 10 })).toEqual({ changes: [], head: 2 });
      await slow.query("commit");
      await later;
    } finally {
      slow.release(true);
    }
    const { changes } = await registry.changes({ after: 2, limit: 10 });
    expect(changes.map((change) => change.id)).toEqual(["alice", "bob"]);
  });
});

async function setup() {
  const [pool, other] = [database.openPool(), database.openPool()];
  pools.push(pool, other);
  await pool.query("truncate operation, placement, cell");
  await pool.query("update revision set value = 0");
  return { registry: new PostgresRegistry(pool, statements), replica: new PostgresRegistry(other, statements), pool };
}

/** Port 1 (tcpmux) is nobody's. */
function openUnreachablePool(): pg.Pool {
  const pool = createPool({
    url: "postgres://postgres@127.0.0.1:1/none",
    max: 1,
    applicationName: "test",
    statementTimeoutMs: 1_000,
    log: silentLogger,
  });
  pools.push(pool);
  return pool;
}

async function someoneWaitsForALock(pool: pg.Pool): Promise<void> {
  const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  for (let attempt = 0; attempt < LOCK_LOOKS_MAX; attempt++) {
    if ((await pool.query(waiting)).rowCount === 1) return;
  }
  throw new Error("nobody waits for a lock");
}
