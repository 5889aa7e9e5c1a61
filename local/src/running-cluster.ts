import { paths } from "./data-directory.ts";
import { LocalError } from "./errors.ts";
import { readState, type ClusterState } from "./state-file.ts";

/** The cluster of a data directory, for commands that need one. @throws {LocalError} NOT_RUNNING */
export function requireState(dataDir: string): ClusterState {
  const state = readState(paths(dataDir).stateFile);
  if (state) return state;
  throw new LocalError("NOT_RUNNING", {
    message: `nothing runs on ${dataDir}`,
    remedy: "start it with `./cellwire up`, or name another directory with --data",
  });
}
