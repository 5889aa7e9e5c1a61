/** Which cluster a command means: the one that KUBECONFIG names, one made by kind, or the native one. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { CHECKOUT } from "../cluster.ts";
import { fullEnvironment, searchPath } from "../config.ts";
import { LocalError } from "../errors.ts";
import { clusterDirectory } from "./cluster-directory.ts";
import { referenceOf } from "./image-build.ts";
import { namedKubeconfig } from "./config.ts";
import type { Access } from "./kubectl.ts";
import { requireRunning } from "./native-cluster.ts";
import { programDirectory } from "./programs.ts";

const KIND_CLUSTER = "cellwire";
const KIND_TIMEOUT_MS = 10 * 60_000;

export type ClusterKind =
  | { readonly kind: "named"; readonly access: Access }
  | { readonly kind: "kind"; readonly access: Access }
  | { readonly kind: "native" };

/** @param dataDir where a kubeconfig of our own goes */
export function clusterKind(dataDir: string): ClusterKind {
  const named = namedKubeconfig();
  // `up` tells people to export the native cluster's own, which makes it no other cluster.
  const own = named !== undefined && path.resolve(named) === clusterDirectory(dataDir).kubeconfig;
  if (named !== undefined && !own) return { kind: "named", access: { kubectl: "kubectl", kubeconfig: named } };
  if (!own && searchPath().some((directory) => existsSync(path.join(directory, "kind")))) {
    return { kind: "kind", access: { kubectl: "kubectl", kubeconfig: path.join(dataDir, "kind-kubeconfig.yaml") } };
  }
  return { kind: "native" };
}

/** How to reach the cluster. @throws {LocalError} NOT_RUNNING */
export function accessTo(dataDir: string): Access {
  const target = clusterKind(dataDir);
  if (target.kind !== "native") return target.access;
  const directory = clusterDirectory(dataDir);
  requireRunning(directory);
  return { kubectl: path.join(programDirectory(), "kubectl"), kubeconfig: directory.kubeconfig };
}

/** Untested: the machines that this was written on have no container daemon. */
export function upKind({ kubeconfig }: Access): void {
  run(["kind", "create", "cluster", "--name", KIND_CLUSTER, "--kubeconfig", kubeconfig, "--wait", "120s"]);
}

export function downKind(): void {
  run(["kind", "delete", "cluster", "--name", KIND_CLUSTER]);
}

export function loadImagesIntoKind(): void {
  const images = { [referenceOf("cellwire")]: ".", [referenceOf("cellwire-stores")]: "images/stores" };
  for (const [reference, context] of Object.entries(images)) {
    run(["docker", "build", "--tag", reference, path.join(CHECKOUT, context)]);
    run(["kind", "load", "docker-image", reference, "--name", KIND_CLUSTER]);
  }
}

function run([command, ...args]: readonly [string, ...string[]]): void {
  const done = spawnSync(command, args, { stdio: "inherit", timeout: KIND_TIMEOUT_MS, env: fullEnvironment() });
  if (done.status === 0) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `\`${command} ${args.slice(0, 2).join(" ")}\` failed`,
    remedy: "read what it said above; docker must run, and kind with it",
  });
}
