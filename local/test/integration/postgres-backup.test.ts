/** The scripts that back up and restore a managed Postgres, with a real pgBackRest and a real S3 server. */

import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findVersitygw } from "@cellwire/local/services/versitygw.ts";
import { freePort } from "@cellwire/local/ports.ts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { accountOf, BackedUpPostgres, type BackupState } from "../backed-up-postgres.ts";
import { startTlsObjectStore, type TlsObjectStore } from "../tls-object-store.ts";

const NEEDED = ["/usr/bin/pgbackrest", "/usr/bin/socat", "/usr/bin/psql", "/usr/bin/openssl"];
const BUCKET = "backups";
const KEYS = { accessKeyId: "cellwire", secretAccessKey: "not-a-secret" };
const SECRET = { ...KEYS, passphrase: "not a secret either" };
const PATIENCE = { timeout: 120_000, interval: 250 };
const ROWS = "select coalesce(string_agg(word, ' ' order by id), '') from words";

/** What Debian has of Postgres, pgBackRest and socat; and accounts to run them under, since they refuse root. */
const program = findVersitygw(() => {});
const isPossible =
  program !== undefined &&
  process.getuid?.() === 0 &&
  NEEDED.every((file) => existsSync(file)) &&
  globSync("/usr/lib/postgresql/*/bin/postgres").length > 0;
if (!isPossible) {
  process.stdout.write(
    "SKIPPED, tests of backups: they need root, Go, and Debian's postgresql, pgbackrest and socat\n",
  );
}

describe.runIf(isPossible)("a managed Postgres that is backed up", () => {
  const root = mkdtempSync(path.join(tmpdir(), "cellwire-backup-"));
  let store: TlsObjectStore;
  let count = 0;
  const made: BackedUpPostgres[] = [];

  beforeAll(async () => {
    store = await startTlsObjectStore({ program: program!, root, port: await freePort(), bucket: BUCKET, keys: KEYS });
    chmodSync(root, 0o755);
  });

  afterEach(async () => {
    await Promise.all(made.splice(0).map((postgres) => postgres.kill()));
  });

  afterAll(async () => {
    await store.process.stop();
    rmSync(root, { recursive: true });
  });

  async function setup(options: { readonly cell?: string; readonly prefix?: string } = {}): Promise<BackedUpPostgres> {
    const directory = path.join(root, `cell-${++count}`);
    mkdirSync(directory);
    const postgres = new BackedUpPostgres({
      root: directory,
      cell: options.cell ?? "eu",
      ports: { postgres: await freePort(), internal: await freePort() },
      backup: { endpoint: store.endpoint, bucket: BUCKET, prefix: options.prefix ?? `test-${count}` },
      certificate: store.certificate,
      secret: SECRET,
      account: accountOf("postgres"),
    });
    postgres.configure();
    made.push(postgres);
    return postgres;
  }

  async function up(postgres: BackedUpPostgres): Promise<void> {
    const ended = postgres.start();
    let end: string | undefined;
    void ended.then(({ errors }) => (end = errors));
    await expect.poll(() => end ?? (postgres.isReady() ? "ready" : "starting"), PATIENCE).toBe("ready");
  }

  async function until(postgres: BackedUpPostgres, holds: (state: BackupState) => boolean): Promise<BackupState> {
    let state: BackupState | undefined;
    const look = async () => {
      state = await postgres.state();
      return state !== undefined && (holds(state) || state);
    };
    await expect.poll(look, PATIENCE).toBe(true);
    return state!;
  }

  async function archived(postgres: BackedUpPostgres): Promise<void> {
    const segment = postgres.sql("select pg_walfile_name(pg_switch_wal())");
    const done = `select coalesce(last_archived_wal >= '${segment}', false) from pg_stat_archiver`;
    await expect.poll(() => postgres.sql(done), PATIENCE).toBe("t");
  }

  const write = (postgres: BackedUpPostgres, word: string) =>
    postgres.sql(`insert into words (word) values ('${word}')`);

  test("comes back with all that was archived when its volume is lost, on a new timeline, and twice", async () => {
    const postgres = await setup();
    await up(postgres);
    postgres.sql("create table words (id serial, word text); create table incarnation (cell text)");
    postgres.sql("insert into incarnation values ('eu')");
    write(postgres, "before");
    postgres.startBackups();
    const state = await until(postgres, ({ backups }) => backups === 1);
    expect(state).toMatchObject({ failure: null, gap: false });
    expect(await postgres.metrics()).toMatch(/^cellwire_backup_newest_timestamp_seconds \d{10}$/m);
    write(postgres, "after");
    await archived(postgres);
    for (const again of [1, 2]) {
      await postgres.kill();
      postgres.loseVolume();
      postgres.configure({ restore: { backup: "latest" } });
      await up(postgres);
      expect(postgres.sql(ROWS)).toBe(again === 1 ? "before after" : "before after anew");
      expect(postgres.sql("select timeline_id from pg_control_checkpoint()")).toBe(String(again + 1));
      write(postgres, "anew");
      await archived(postgres);
    }
  }, 180_000);

  /** A cell with one full backup, whose volume was lost. */
  async function lost(options: { readonly cell?: string; readonly rowOf?: string } = {}): Promise<BackedUpPostgres> {
    const postgres = await setup(options);
    await up(postgres);
    postgres.sql("create table words (id serial, word text); create table incarnation (cell text)");
    postgres.sql(`insert into incarnation values ('${options.rowOf ?? "eu"}')`);
    write(postgres, "before");
    postgres.startBackups();
    await until(postgres, ({ backups }) => backups === 1);
    return postgres;
  }

  async function refusalOf(postgres: BackedUpPostgres): Promise<string> {
    const { code, errors } = await postgres.start();
    expect(code).toBe(1);
    expect(postgres.terminationMessage()).not.toBe("");
    expect(errors).toContain(postgres.terminationMessage());
    return postgres.terminationMessage();
  }

  test("goes back to a time, and says so when the archive does not reach that far", async () => {
    const postgres = await lost();
    const targetTime = postgres.sql("select to_char(now() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    const tomorrow = postgres.sql(
      "select to_char((now() at time zone 'utc') + '1 day', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')",
    );
    write(postgres, "a-mistake");
    await archived(postgres);
    await postgres.kill();
    postgres.loseVolume();
    postgres.configure({ restore: { backup: "latest", targetTime: tomorrow } });
    expect(await refusalOf(postgres)).toMatch(/does not recover from it.*recovery ended before.*target was reached/);
    postgres.configure({ restore: { backup: "latest", targetTime } });
    await up(postgres);
    expect(postgres.sql(ROWS)).toBe("before");
  }, 120_000);

  test("refuses what is no way to come back, and says what is", async () => {
    const postgres = await lost();
    await postgres.kill();
    postgres.loseVolume();
    postgres.configure();
    expect(await refusalOf(postgres)).toMatch(/there are backups of cell eu.*spec\.postgres\.restore/s);
    postgres.configure({ restore: { backup: "20200101-000000F" } });
    expect(await refusalOf(postgres)).toMatch(/Backup 20200101-000000F cannot be restored: .*20200101-000000F/);
    postgres.configure({ restore: { backup: "latest" } });
    postgres.setSecret({ passphrase: "another" });
    expect(await refusalOf(postgres)).toMatch(/not the passphrase of this repository/);
    postgres.setSecret({ passphrase: "" });
    expect(await refusalOf(postgres)).toMatch(/has no key passphrase/);
    postgres.setSecret(SECRET);
    await up(postgres);
    expect(postgres.sql(ROWS)).toBe("before");
  }, 120_000);

  test("refuses the backup of another cell, whatever it is called", async () => {
    const postgres = await lost({ rowOf: "us" });
    await postgres.kill();
    postgres.loseVolume();
    postgres.configure({ restore: { backup: "latest" } });
    expect(await refusalOf(postgres)).toMatch(/is of cell us and not of cell eu/);
  }, 120_000);

  test("does not begin on an empty volume while it is not known whether there are backups", async () => {
    const postgres = await setup();
    postgres.configure({ backup: { endpoint: "https://localhost:1" } });
    expect(await refusalOf(postgres)).toMatch(
      /whether there are backups of cell eu cannot be told: .*unable to connect to 'localhost:1'/,
    );
  }, 120_000);

  test("gives up segments before they fill the volume, and then makes a full backup at once", async () => {
    const postgres = await lost();
    await store.process.stop();
    // A sixteenth of 1Gi is four segments.
    for (let segment = 0; segment < 12; segment += 1) {
      write(postgres, `away-${segment}`);
      postgres.sql("select pg_switch_wal()");
    }
    await expect.poll(() => postgres.hasGap(), PATIENCE).toBe(true);
    await expect.poll(() => postgres.waitingSegments(), PATIENCE).toBeLessThanOrEqual(4);
    const told = await until(postgres, ({ gap, failure }) => gap && failure !== null);
    expect(told.waitingSegments).toBeLessThanOrEqual(4);
    expect(await postgres.metrics()).toMatch(/^cellwire_backup_archive_gap 1$/m);
    store.process.start();
    await store.process.waitReady();
    await until(postgres, ({ gap, backups, failure }) => !gap && backups === 2 && failure === null);
  }, 300_000);
});
