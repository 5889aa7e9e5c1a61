/** `./cellwire down`: stops what runs on a data directory, also after a crash of `up`. */

import { Command } from "commander";
import { dataOption } from "../command-options.ts";
import { paths, purgeDataDirectory } from "../data-directory.ts";
import { LocalError } from "../errors.ts";
import { endLeftovers, goneWithin } from "../leftovers.ts";
import { isAlive, signalProcess } from "../process-identity.ts";
import { readState, removeState, type ClusterState } from "../state-file.ts";

/** Longer than all the bounds within which `up` itself stops its processes. */
const ORDERLY_MS = 90_000;

export function downCommand(): Command {
  return new Command("down")
    .description("stop what `up` started, also what a crashed one left behind")
    .addOption(dataOption())
    .option("--purge", "remove the data directory as well: all messages, placements and keys")
    .action(down);
}

async function down(options: { data: string; purge?: true }): Promise<void> {
  const { stateFile } = paths(options.data);
  const state = readState(stateFile);
  if (state) {
    await endSupervisor(state);
    const ended = await endLeftovers(state);
    if (ended.length > 0) console.log(`Ended what was left: ${ended.join(", ")}`);
    removeState(stateFile);
    console.log("Stopped");
  } else if (!options.purge) {
    console.log(`Nothing runs on ${options.data}`);
  }
  if (options.purge) {
    const removed = purgeDataDirectory(options.data);
    console.log(removed ? `Removed ${options.data}` : `There is no data in ${options.data}`);
  }
}

async function endSupervisor({ supervisor }: ClusterState): Promise<void> {
  if (!isAlive(supervisor)) return;
  console.log("Stopping");
  signalProcess(supervisor.pid, "SIGTERM");
  if (await goneWithin([supervisor], ORDERLY_MS)) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `process ${supervisor.pid} did not stop within ${ORDERLY_MS / 1_000} s`,
    remedy: `end it with \`kill -9 ${supervisor.pid}\` and run \`./cellwire down\` again`,
  });
}
