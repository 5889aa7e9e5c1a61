/** The modules that the services need, without what only developers need. */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { CHECKOUT } from "../cluster.ts";
import { fullEnvironment } from "../config.ts";
import { LocalError } from "../errors.ts";
import { contentDigest } from "./content-digest.ts";

/** Workspaces whose production dependencies go into the image. The Node that runs them is the root's. */
export const SERVICES = ["cell", "directory-service", "operator"];
/** Installed in the checkout already, of the version that the lock file names. */
const NODE = "node_modules/node/bin/node";
/** Half of all files, and nothing that runs. */
const NOT_RUN = ["*.map", "*.d.ts", "*.d.mts", "*.d.cts"];
const TIMEOUT_MS = 10 * 60_000;

/** @returns a tar file of node_modules, made with npm unless the cache has it for this lock file */
export function productionModules(cache: string, onProgress: (line: string) => void): string {
  const manifests = ["package.json", "package-lock.json", ...workspaces().map((name) => `${name}/package.json`)];
  const archive = path.join(cache, `production-modules-${contentDigest(CHECKOUT, manifests)}.tar`);
  if (existsSync(archive)) return archive;
  onProgress("Installing the services' modules for the image");
  const scratch = mkdtempSync(path.join(cache, "modules-"));
  try {
    for (const name of manifests) cpSync(path.join(CHECKOUT, name), path.join(scratch, name));
    const scope = ["--omit=dev", "--include-workspace-root", ...SERVICES.flatMap((name) => ["-w", name])];
    run("npm", ["install", "--no-save", "--ignore-scripts", ...scope, "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: scratch,
    });
    cpSync(path.join(CHECKOUT, NODE), path.join(scratch, NODE), { dereference: true });
    const left = NOT_RUN.map((pattern) => `--exclude=${pattern}`);
    const next = `${archive}.${process.pid}`;
    run("tar", ["-cf", next, ...left, "node_modules"], { cwd: scratch });
    renameSync(next, archive);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return archive;
}

function workspaces(): readonly string[] {
  const manifest = z.object({ workspaces: z.array(z.string()) });
  return manifest.parse(JSON.parse(readFileSync(path.join(CHECKOUT, "package.json"), "utf8"))).workspaces;
}

function run(command: string, args: readonly string[], options: { cwd: string }): void {
  const done = spawnSync(command, args, {
    ...options,
    env: { ...fullEnvironment(), NODE_ENV: "" },
    stdio: ["ignore", "ignore", "inherit"],
    timeout: TIMEOUT_MS,
  });
  if (done.status === 0) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `\`${command} ${args[0]}\` failed (its message is above)`,
    remedy: "check the network and npm's registry setting, and run this again",
  });
}
