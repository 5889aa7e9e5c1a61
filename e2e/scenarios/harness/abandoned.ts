/** Cells of a test run that was killed: its processes live in groups of their own, and outlive it. */

import { globSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { paths, purgeDataDirectory } from "@cellwire/local/data-directory.ts";
import { endLeftovers } from "@cellwire/local/leftovers.ts";
import { isAlive } from "@cellwire/local/process-identity.ts";
import { readState } from "@cellwire/local/state-file.ts";

export const DIRECTORY_PREFIX = "cellwire-e2e-";

/** Those whose run is still alive are left alone. */
export async function endAbandoned(): Promise<void> {
  for (const directory of globSync(path.join(tmpdir(), `${DIRECTORY_PREFIX}*`))) {
    const state = readState(paths(directory).stateFile);
    if (!state || isAlive(state.supervisor)) continue;
    await endLeftovers(state);
    purgeDataDirectory(directory);
  }
}
