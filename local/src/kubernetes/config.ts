/** What the environment says about clusters and caches. */

import { homedir } from "node:os";
import path from "node:path";

/** Of everything that is slow to make and can be made again; shared by all checkouts. */
export function cacheDirectory(): string {
  const base = process.env["CELLWIRE_CACHE_DIR"] ?? process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  return path.join(base, "cellwire");
}

/** The kubeconfig of a cluster that is there already; undefined when none is named. */
export function namedKubeconfig(): string | undefined {
  return process.env["KUBECONFIG"] || undefined;
}
