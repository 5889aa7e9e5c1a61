import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { Pool, PoolClient } from "pg";
import type { Logger } from "./log.ts";

export interface MigrateOptions {
  readonly pool: Pool;
  /** Holds `0001_name.sql`, `0002_name.sql`, …: each number once; some may be left out. Ends with a slash. */
  readonly directory: URL;
  readonly log: Logger;
}

/** The database and the migration files do not fit together; the message says how and what to do. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly code = "MIGRATION_REFUSED";
}

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file in hexadecimal. */
  readonly checksum: string;
}

const FILE_NAME = /^(\d{4})_([a-z0-9_-]+)\.sql$/;
/** "cellwire" in ASCII as a 64-bit number; advisory locks are per database. */
const ADVISORY_LOCK = "7162249995518308965";
const LOCK_TIMEOUT_MS = 120_000;
const STATEMENT_TIMEOUT_MS = 600_000;
const UNDEFINED_TABLE = "42P01";

const CREATE_TABLE = `create table if not exists cellwire_migration (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now()
)`;

/**
 * Brings the database to the newest version, each migration in a transaction of its own, and returns that version.
 * Processes that race wait for each other on an advisory lock. Forward only: a released file never changes.
 * @throws {MigrationError} when a released file changed, a number is there twice or was filled in later, or the database is newer.
 */
export async function migrate(options: MigrateOptions): Promise<number> {
  const migrations = await readMigrations(options.directory);
  const client = await options.pool.connect();
  try {
    await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}; set statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    await patientQuery(client, `select pg_advisory_lock(${ADVISORY_LOCK})`);
    await client.query(CREATE_TABLE);
    const applied = await readApplied(client);
    assertSameHistory(migrations, applied);
    for (const migration of migrations.slice(applied.length)) {
      await apply(client, migration);
      options.log.info({ version: migration.version, migration: migration.name }, "migration applied");
    }
    return newest(migrations);
  } finally {
    // Closing the connection gives back the lock and the session's timeouts, whatever state it is in.
    client.release(true);
  }
}

/** The version that the database is at, 0 before the first migration. */
export async function schemaVersion(pool: Pool): Promise<number> {
  try {
    const { rows } = await pool.query("select coalesce(max(version), 0) as version from cellwire_migration");
    return Number(rows[0].version);
  } catch (error) {
    if ((error as { code?: unknown }).code === UNDEFINED_TABLE) return 0;
    throw error;
  }
}

async function readMigrations(directory: URL): Promise<Migration[]> {
  const fileNames = (await readdir(directory)).filter((fileName) => fileName.endsWith(".sql")).toSorted();
  const migrations = await Promise.all(
    fileNames.map(async (fileName) => {
      const [, digits, name] = FILE_NAME.exec(fileName) ?? [];
      if (name === undefined) throw new MigrationError(`migration file ${fileName} is not named like 0001_name.sql`);
      const version = Number(digits);
      const sql = await readFile(new URL(fileName, directory), "utf8");
      return { version, name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
  const twice = migrations.find(({ version }, index) => migrations[index - 1]?.version === version);
  if (twice) throw new MigrationError(`two migrations have number ${twice.version}`);
  return migrations;
}

function newest(migrations: readonly Omit<Migration, "sql">[]): number {
  return migrations.at(-1)?.version ?? 0;
}

async function readApplied(client: PoolClient): Promise<Omit<Migration, "sql">[]> {
  const { rows } = await client.query("select version, name, checksum from cellwire_migration order by version");
  return rows;
}

function assertSameHistory(migrations: readonly Migration[], applied: readonly Omit<Migration, "sql">[]): void {
  if (newest(applied) > newest(migrations)) {
    throw new MigrationError(
      `the database is at schema version ${newest(applied)}, newer than the ${newest(migrations)} of this release: ` +
        "run the release that made it, or a later one",
    );
  }
  for (const [index, { version, name, checksum }] of applied.entries()) {
    if (migrations[index]?.version === version && migrations[index].checksum === checksum) continue;
    throw new MigrationError(
      `migration ${version} (${name}) differs from what the database was made with: ` +
        "restore the released file and put the change into a new migration",
    );
  }
}

async function apply(client: PoolClient, migration: Migration): Promise<void> {
  const { version, name, checksum } = migration;
  await client.query("begin");
  await patientQuery(client, migration.sql);
  await client.query("insert into cellwire_migration (version, name, checksum) values ($1, $2, $3)", [
    version,
    name,
    checksum,
  ]);
  await client.query("commit");
}

/** The pool's own client-side timeout suits a request, not a migration or the wait for another migrator. */
function patientQuery(client: PoolClient, text: string): Promise<unknown> {
  const query = { text, query_timeout: STATEMENT_TIMEOUT_MS + LOCK_TIMEOUT_MS };
  return client.query(query);
}
