/** Gives images to the native cluster's containerd, which keeps them from one cluster to the next. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { LocalError } from "../errors.ts";
import { capture } from "./capture.ts";
import type { ClusterDirectory, NativeState } from "./cluster-directory.ts";
import type { BuiltImage } from "./image-build.ts";
import { insideCommand } from "./native-cluster.ts";

const IMPORT_TIMEOUT_MS = 3 * 60_000;

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
    await run(insideCommand(state, ["ctr", "--namespace", "k8s.io", "images", "import", archive]), reference);
    imported[name] = digest;
    writeFileSync(directory.importedFile, JSON.stringify(imported));
  }
  return missing.map(({ reference }) => reference);
}

async function run(command: [string, ...string[]], reference: string): Promise<void> {
  const { code, stderr } = await capture(command, { timeoutMs: IMPORT_TIMEOUT_MS });
  if (code === 0) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `the image ${reference} could not be imported (${stderr.trim()})`,
    remedy: "stop the cluster with `./cellwire cluster down --purge` and start it again",
  });
}
