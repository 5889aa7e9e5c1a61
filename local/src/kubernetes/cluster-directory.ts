/** What the native cluster keeps on disk, and what is known of a running one. */

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { CHECKOUT } from "../cluster.ts";
import { readStateFile } from "../state-file.ts";

export const DEFAULT_CLUSTER_DIR = path.join(CHECKOUT, ".cellwire-cluster");

const MODE = 0o600;
const PRIVATE_MODE = 0o700;
/** Of one run. Imported images (containerd) are kept: a new cluster finds them there. */
const OF_A_RUN = ["config", "logs", "etcd", "kubelet", "volumes"];
const MARKER = "cellwire-cluster.json";
const FORMAT = 1;

const identitySchema = z.object({ pid: z.int(), startedAt: z.string() });

const stateSchema = z.object({
  /** `unshare`: killing it ends everything. */
  outer: identitySchema,
  /** Waits for the end of it, to remove the control group. */
  waiter: identitySchema.optional(),
  /** Below which its pods run; another name for each run. */
  cgroup: z.string(),
  /** Tells clusters of one machine apart: part of their addresses and interfaces. */
  index: z.int(),
  nodeAddress: z.string(),
});

export type NativeState = Readonly<z.output<typeof stateSchema>>;

export interface ClusterDirectory {
  readonly root: string;
  readonly config: string;
  readonly logs: string;
  readonly kubeconfig: string;
  readonly lockFile: string;
  readonly stateFile: string;
  /** Which image content containerd has: name → digest of its inputs. */
  readonly importedFile: string;
}

export function clusterDirectory(root: string): ClusterDirectory {
  const inRoot = (name: string) => path.join(root, name);
  return {
    root,
    config: inRoot("config"),
    logs: inRoot("logs"),
    kubeconfig: inRoot("config/admin.yaml"),
    lockFile: inRoot("lock"),
    stateFile: inRoot("state.json"),
    importedFile: inRoot("imported.json"),
  };
}

/** An empty directory for a new run. Nothing may run on it. */
export function prepareDirectory({ root, logs, config }: ClusterDirectory): void {
  mkdirSync(root, { recursive: true, mode: PRIVATE_MODE });
  for (const name of OF_A_RUN) rmSync(path.join(root, name), { recursive: true, force: true });
  for (const name of [...OF_A_RUN, "containerd"]) mkdirSync(path.join(root, name), { recursive: true });
  mkdirSync(path.join(logs, "pods"));
  mkdirSync(path.join(config, "serving"));
  writeFileSync(path.join(root, MARKER), JSON.stringify({ format: FORMAT }));
}

/** Removes everything; false when there was nothing of ours. */
export function purgeDirectory(root: string): boolean {
  if (!existsSync(path.join(root, MARKER))) return false;
  rmSync(root, { recursive: true });
  return true;
}

/** Undefined when none was started. @throws {LocalError} DATA_VERSION */
export function readNativeState({ stateFile }: ClusterDirectory): NativeState | undefined {
  return readStateFile(stateFile, stateSchema);
}

/** Whole or not at all. */
export function writeNativeState({ stateFile }: ClusterDirectory, state: NativeState): void {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state), { mode: MODE });
  renameSync(`${stateFile}.new`, stateFile);
}

export function removeNativeState({ stateFile }: ClusterDirectory): void {
  rmSync(stateFile, { force: true });
}
