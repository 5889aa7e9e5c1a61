/** Gives images to the native cluster's containerd, which keeps them from one cluster to the next. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { LocalError } from "../errors.ts";
import { capture } from "./capture.ts";
import type { ClusterDirectory, NativeState } from "./cluster-directory.ts";
import type { BuiltImage } from "./image-build.ts";
import { insideCommand } from "./native-cluster.ts";

const TIMEOUT_MS = 3 * 60_000;
/** Of `ctr images list`: reference, type, digest. */
const DIGEST_COLUMN = 2;

const importedSchema = z.record(z.string(), z.string());

/** Imports what containerd does not have yet; one at a time, for the disk's sake. @returns their references */
export async function importImages(
  directory: ClusterDirectory,
  state: NativeState,
  images: readonly BuiltImage[],
): Promise<string[]> {
  const imported = existsSync(directory.importedFile)
    ? importedSchema.parse(JSON.parse(readFileSync(directory.importedFile, "utf8")))
    : {};
  const missing = images.filter(({ name, digest }) => imported[name] !== digest);
  for (const { name, archive, digest, reference } of missing) {
    await forget(state, reference);
    await ctr(state, ["images", "import", archive]);
    imported[name] = digest;
    writeFileSync(directory.importedFile, JSON.stringify(imported));
  }
  return missing.map(({ reference }) => reference);
}

/** Removes what the reference stood for, under all its names, so that old content does not pile up. */
async function forget(state: NativeState, reference: string): Promise<void> {
  const rows = (await ctr(state, ["images", "list"])).split("\n").map((line) => line.split(/\s+/));
  const target = rows.find(([name]) => name === reference)?.[DIGEST_COLUMN];
  if (target === undefined) return;
  const names = rows.filter((row) => row[DIGEST_COLUMN] === target).map(([name = ""]) => name);
  await ctr(state, ["images", "remove", ...names]);
}

async function ctr(state: NativeState, args: readonly string[]): Promise<string> {
  const command = insideCommand(state, ["ctr", "--namespace", "k8s.io", ...args]);
  const { code, stdout, stderr } = await capture(command, { timeoutMs: TIMEOUT_MS });
  if (code === 0) return stdout;
  throw new LocalError("PROCESS_FAILED", {
    message: `\`ctr ${args.join(" ")}\` failed (${stderr.trim()})`,
    remedy: "stop the cluster with `./cellwire cluster down --purge` and start it again",
  });
}
