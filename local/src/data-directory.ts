/** The data directory: its layout, its version, and how it goes away. */

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { LocalError } from "./errors.ts";
import { ensureServiceAccount, prepareStoresDirectory, type ServiceAccount } from "./service-account.ts";
import { POSTGRES_MAJOR } from "./services/postgres.ts";

/** Raised when the layout changes in a way that older data can't follow. */
const FORMAT = 1;
const VERSION_FILE = "version.json";

const versionSchema = z.object({ format: z.int(), postgres: z.int(), stores: z.string() });

export interface DataDirectory {
  readonly root: string;
  readonly keys: string;
  readonly logs: string;
  readonly stateFile: string;
  /** Postgres and Redis; elsewhere when their account can't reach `root`. */
  readonly stores: string;
  readonly account: ServiceAccount | undefined;
  /** It was not there before. */
  readonly isNew: boolean;
}

/** Opens the directory, or makes it. @throws {LocalError} DATA_VERSION */
export function openDataDirectory(root: string): DataDirectory {
  const versionFile = path.join(root, VERSION_FILE);
  if (!existsSync(versionFile)) refuseForeignDirectory(root);
  const isNew = !existsSync(root);
  const account = ensureServiceAccount();
  mkdirSync(path.join(root, "logs"), { recursive: true });
  if (!existsSync(versionFile)) {
    const stores = prepareStoresDirectory(account, root);
    writeFileSync(versionFile, JSON.stringify({ format: FORMAT, postgres: POSTGRES_MAJOR, stores }));
  }
  const { stores } = readVersion(versionFile, root);
  return { ...paths(root), stores, account, isNew };
}

/** Takes back what openDataDirectory made for a start that was refused: until a store has run there is no data in it. */
export function removeUnused({ root, stores, isNew }: DataDirectory): void {
  if (isNew && readdirSync(stores).length === 0) purgeDataDirectory(root);
}

export function paths(root: string): { root: string; keys: string; logs: string; stateFile: string } {
  const inRoot = (name: string) => path.join(root, name);
  return { root, keys: inRoot("keys"), logs: inRoot("logs"), stateFile: inRoot("state.json") };
}

/** Removes everything; nothing may run on it any more. False when there was nothing. */
export function purgeDataDirectory(root: string): boolean {
  const versionFile = path.join(root, VERSION_FILE);
  if (!existsSync(versionFile)) return false;
  const version = versionSchema.parse(JSON.parse(readFileSync(versionFile, "utf8")));
  rmSync(version.stores, { recursive: true, force: true });
  rmSync(root, { recursive: true });
  return true;
}

function readVersion(file: string, root: string): z.output<typeof versionSchema> {
  const version = versionSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (version.success && version.data.format === FORMAT && version.data.postgres === POSTGRES_MAJOR)
    return version.data;
  throw new LocalError("DATA_VERSION", {
    message: `the data in ${root} was written by another version of Cellwire`,
    remedy: `remove it with \`./cellwire down --purge --data ${root}\`, or choose another directory with --data`,
  });
}

/** Never spread over, or later purge, a directory that holds something else. */
function refuseForeignDirectory(root: string): void {
  if (!existsSync(root) || readdirSync(root).length === 0) return;
  throw new LocalError("DATA_VERSION", {
    message: `${root} is not empty and is not a Cellwire data directory`,
    remedy: "choose an empty or a new directory with --data",
  });
}
