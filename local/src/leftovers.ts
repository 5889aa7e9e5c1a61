/** Processes that a crashed supervisor left behind: found by the state file, checked to be ours, ended. */

import { setTimeout as delay } from "node:timers/promises";
import { isAlive, processTree, signalProcess, type ProcessIdentity } from "./process-identity.ts";
import type { ClusterState } from "./state-file.ts";

const ORDERLY_MS = 10_000;
const KILLED_MS = 5_000;
const POLL_MS = 50;

/** Ends what is left, services before the stores they use. Returns the names of what was ended. */
export async function endLeftovers(state: ClusterState): Promise<string[]> {
  const left = state.processes.flatMap(({ name, identity }) =>
    identity && isAlive(identity) ? [{ name, identity }] : [],
  );
  const isStore = (name: string) => /\/(postgres|redis)$/.test(name);
  await endAll(left.filter(({ name }) => !isStore(name)).map(({ identity }) => identity));
  await endAll(left.filter(({ name }) => isStore(name)).map(({ identity }) => identity));
  return left.map(({ name }) => name);
}

async function endAll(identities: readonly ProcessIdentity[]): Promise<void> {
  for (const { pid } of identities) {
    signalProcess(pid, "SIGCONT");
    // SIGINT is Postgres' fast shutdown and ends the others too.
    signalProcess(pid, "SIGINT");
  }
  if (await goneWithin(identities, ORDERLY_MS)) return;
  for (const identity of identities) {
    if (isAlive(identity)) for (const pid of processTree(identity.pid)) signalProcess(pid, "SIGKILL");
  }
  await goneWithin(identities, KILLED_MS);
}

export async function goneWithin(identities: readonly ProcessIdentity[], boundMs: number): Promise<boolean> {
  const deadline = AbortSignal.timeout(boundMs);
  while (identities.some(isAlive)) {
    if (deadline.aborted) return false;
    await delay(POLL_MS);
  }
  return true;
}
