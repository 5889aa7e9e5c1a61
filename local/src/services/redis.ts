/** A Redis (or Valkey) server of this machine: the system's binary, run on a port and a directory of its own. */

import { spawnSync } from "node:child_process";
import { accessSync, chownSync, constants, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withRedis } from "../cell-store.ts";
import { LocalError } from "../errors.ts";
import type { ProcessSpec } from "../managed-process.ts";
import { makePrivateDirectory } from "../service-account.ts";
import type { StoreHost, StorePlan } from "./store.ts";

const BINARIES = ["redis-server", "valkey-server"] as const;
const PACKAGE = "redis-server";
const INSTALL_MS = 300_000;
const READY_MS = 30_000;
const STOP_MS = 10_000;
const CONFIG_FILE = "redis.conf";
const CONFIG_MODE = 0o600;

/** The server's binary; installs it when root, apt and nothing else stand in the way. */
export function findRedis(options: { searchPath: readonly string[]; onProgress: (line: string) => void }): string {
  const found = lookUp(options.searchPath);
  if (found) return found;
  const apt = process.platform === "linux" && process.getuid?.() === 0 && onPath("apt-get", options.searchPath);
  if (apt) {
    options.onProgress(`Installing ${PACKAGE} with apt-get`);
    install();
  }
  const installed = apt ? lookUp(options.searchPath) : undefined;
  if (installed) return installed;
  throw new LocalError("MISSING_BINARY", {
    message: "neither redis-server nor valkey-server is on the PATH",
    remedy: process.platform === "darwin" ? "run `brew install redis`" : `run \`sudo apt-get install ${PACKAGE}\``,
  });
}

export function prepareRedis(plan: StorePlan, host: StoreHost, binary: string): ProcessSpec {
  makePrivateDirectory(host.account, plan.directory);
  const config = path.join(plan.directory, CONFIG_FILE);
  writeFileSync(config, configuration(plan), { mode: CONFIG_MODE });
  if (host.account) chownSync(config, host.account.uid, host.account.gid);
  return {
    name: plan.name,
    command: binary,
    args: [config],
    env: host.env,
    cwd: "/",
    account: host.account,
    logFile: plan.logFile,
    probe: () => isAnswering(plan.url),
    readyMs: READY_MS,
    stopSignal: "SIGTERM",
    stopMs: STOP_MS,
  };
}

/** Forgets everything. Only while the server is stopped. */
export function eraseRedis(plan: StorePlan): void {
  for (const name of ["appendonlydir", "appendonly.aof", "dump.rdb"]) {
    rmSync(path.join(plan.directory, name), { recursive: true, force: true });
  }
}

function configuration(plan: StorePlan): string {
  // The password stands here and not on the command line, which every user of the machine can read.
  const lines = {
    bind: "127.0.0.1",
    port: plan.port,
    dir: plan.directory,
    requirepass: plan.password,
    maxclients: plan.connectionsMax,
    appendonly: "yes",
    appendfsync: "everysec",
    save: '""',
    "maxmemory-policy": "noeviction",
    daemonize: "no",
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name} ${value}\n`)
    .join("");
}

async function isAnswering(url: string): Promise<boolean> {
  return withRedis(url, async (client) => (await client.ping()) === "PONG");
}

function lookUp(searchPath: readonly string[]): string | undefined {
  return BINARIES.map((name) => onPath(name, searchPath)).find((file) => file !== undefined);
}

function onPath(name: string, searchPath: readonly string[]): string | undefined {
  return searchPath.map((directory) => path.join(directory, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(): void {
  if (aptGet("install") || (aptGet("update") && aptGet("install"))) {
    // The package starts a server of its own, which nobody here asked for.
    spawnSync("systemctl", ["disable", "--now", PACKAGE], { timeout: INSTALL_MS });
  }
}

function aptGet(action: "install" | "update"): boolean {
  const args = action === "install" ? ["install", "-y", "-qq", "--no-install-recommends", PACKAGE] : ["update", "-qq"];
  // Run level 1 keeps a system without systemd from starting the package's server.
  const env = { ...aptEnvironment, PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
  return spawnSync("apt-get", args, { env, timeout: INSTALL_MS }).status === 0;
}

const aptEnvironment = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
