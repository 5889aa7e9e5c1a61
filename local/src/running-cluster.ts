import { paths } from "./data-directory.ts";
import { isAlive } from "./process-identity.ts";
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

/** @throws {LocalError} ALREADY_RUNNING; processes of a supervisor that is gone do not count */
export function refuseRunning(stateFile: string, dataDir: string): void {
  const state = readState(stateFile);
  if (!state || !isAlive(state.supervisor)) return;
  throw new LocalError("ALREADY_RUNNING", {
    message: `a cluster is already running on ${dataDir} (process ${state.supervisor.pid})`,
    remedy: "stop it with `./cellwire down`, or choose another directory with --data and other ports with --port",
  });
}
