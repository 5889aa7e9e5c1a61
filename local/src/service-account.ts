/**
 * Postgres refuses to run as root, so under root the stores run as a system user made for them. That user may be unable
 * to reach a checkout below /root, say; then the stores' files live under /var/lib/cellwire instead. The modes of other
 * people's directories are left alone.
 */

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { platform } from "node:os";
import path from "node:path";
import { LocalError } from "./errors.ts";

const SERVICE_USER = "cellwire";
export const SYSTEM_HOME = "/var/lib/cellwire";
const COMMAND_TIMEOUT_MS = 30_000;
const PRIVATE_MODE = 0o700;
export const PASSABLE_MODE = 0o711;

export interface ServiceAccount {
  readonly uid: number;
  readonly gid: number;
}

/** The account that the stores run as; undefined means: the invoking user, who is not root. */
export function ensureServiceAccount(): ServiceAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return lookUp() ?? create();
}

/** True when the account (or the invoking user) can enter the directory or run the file. */
export function canReach(account: ServiceAccount | undefined, target: string): boolean {
  return spawnSync("test", ["-x", target], { ...account, cwd: "/", timeout: COMMAND_TIMEOUT_MS }).status === 0;
}

/** Makes and returns the directory of this data directory's stores: inside it if the account can get there. */
export function prepareStoresDirectory(account: ServiceAccount | undefined, dataDir: string): string {
  const digest = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const inside = path.join(dataDir, "stores");
  if (canReach(account, dataDir)) return makePassableDirectory(inside);
  makePassableDirectory(SYSTEM_HOME);
  return makePassableDirectory(path.join(SYSTEM_HOME, digest));
}

/** Others may pass through it but not list it, whatever the umask says. */
export function makePassableDirectory(directory: string): string {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, PASSABLE_MODE);
  return directory;
}

/** For the account alone. */
export function makePrivateDirectory(account: ServiceAccount | undefined, directory: string): void {
  mkdirSync(directory, { recursive: true, mode: PRIVATE_MODE });
  if (account) chownSync(directory, account.uid, account.gid);
}

function lookUp(): ServiceAccount | undefined {
  const [uid, gid] = [idOf("-u"), idOf("-g")];
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function idOf(option: "-u" | "-g"): number | undefined {
  const result = spawnSync("id", [option, SERVICE_USER], { encoding: "utf8", timeout: COMMAND_TIMEOUT_MS });
  return result.status === 0 ? Number(result.stdout.trim()) : undefined;
}

function create(): ServiceAccount {
  const remedy = `create it yourself (useradd --system ${SERVICE_USER}) or run as a user other than root`;
  if (platform() !== "linux") {
    throw new LocalError("UNSUPPORTED_PLATFORM", { message: "Postgres can't run as root", remedy });
  }
  const options = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"];
  const made = spawnSync("useradd", [...options, SERVICE_USER], { encoding: "utf8", timeout: COMMAND_TIMEOUT_MS });
  const account = lookUp();
  if (account) return account;
  const why = (made.stderr ?? made.error?.message ?? "").trim();
  throw new LocalError("MISSING_BINARY", {
    message: `Postgres can't run as root, and the system user "${SERVICE_USER}" could not be made (${why})`,
    remedy,
  });
}
