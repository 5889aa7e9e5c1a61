/** A real S3 server for tests: the Go module versitygw, whose version and checksums local/versitygw pins. */

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { CHECKOUT } from "../cluster.ts";
import { fullEnvironment, searchPath } from "../config.ts";
import { LocalError } from "../errors.ts";
import { cacheDirectory } from "../kubernetes/config.ts";
import type { ProcessSpec } from "../managed-process.ts";

const MODULE = path.join(CHECKOUT, "local/versitygw");
const PACKAGE = "github.com/versity/versitygw/cmd/versitygw";
const BUILD_TIMEOUT_MS = 20 * 60_000;
const READY_MS = 30_000;
const STOP_MS = 5_000;

export interface ObjectStorePlan {
  readonly host: string;
  readonly port: number;
  /** Each directory in it is a bucket. */
  readonly directory: string;
  readonly metadataDirectory: string;
  readonly logFile: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The program, built if Go is there; undefined: neither is. @throws {LocalError} PROCESS_FAILED when Go cannot build it */
export function findVersitygw(onProgress: (line: string) => void): string | undefined {
  const version = /^\s*github\.com\/versity\/versitygw (v\S+)/m.exec(
    readFileSync(path.join(MODULE, "go.mod"), "utf8"),
  )?.[1];
  const program = path.join(cacheDirectory(), "versitygw", version ?? "unknown", "versitygw");
  if (existsSync(program)) return program;
  if (!searchPath().some((directory) => isExecutable(path.join(directory, "go")))) return undefined;
  onProgress("Building versitygw, the S3 server of the tests (the first time takes two minutes)");
  mkdirSync(path.dirname(program), { recursive: true });
  // Under another name first: whoever sees the program may run it.
  const building = `${program}.${process.pid}`;
  const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", building, PACKAGE];
  const env = { ...fullEnvironment(), CGO_ENABLED: "0" };
  const run = spawnSync("go", args, { cwd: MODULE, env, stdio: "inherit", timeout: BUILD_TIMEOUT_MS });
  if (run.status !== 0) {
    throw new LocalError("PROCESS_FAILED", {
      message: "versitygw could not be built (Go's messages are above)",
      remedy: "check the network and the Go module proxy, and run this again",
    });
  }
  renameSync(building, program);
  return program;
}

export function prepareVersitygw(plan: ObjectStorePlan, program: string): ProcessSpec {
  const { host, port, directory, metadataDirectory, accessKeyId, secretAccessKey } = plan;
  for (const one of [directory, metadataDirectory]) mkdirSync(one, { recursive: true });
  return {
    name: "object-store",
    command: program,
    // Metadata in files: the file system may know no extended attributes.
    args: ["--port", `${host}:${port}`, "--quiet", "posix", "--sidecar", metadataDirectory, directory],
    // The keys stand here and not on the command line, which every user of the machine can read.
    env: { ROOT_ACCESS_KEY_ID: accessKeyId, ROOT_SECRET_ACCESS_KEY: secretAccessKey },
    cwd: "/",
    logFile: plan.logFile,
    // Any answer will do: without a signature it is a refusal.
    probe: async (signal) => (await fetch(`http://${host}:${port}/`, { signal })).status > 0,
    readyMs: READY_MS,
    stopSignal: "SIGTERM",
    stopMs: STOP_MS,
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
