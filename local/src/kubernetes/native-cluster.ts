/**
 * The native cluster: a real control plane and one node, all of it inside namespaces of its own, so that nothing of it
 * is left once its outer process is gone. Only control groups outlive that; a process waits outside to remove them.
 */

import { spawn, spawnSync, type StdioOptions } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inheritedEnvironment } from "../config.ts";
import { LocalError } from "../errors.ts";
import { goneWithin } from "../leftovers.ts";
import { identify, isAlive, signalProcess, type ProcessIdentity } from "../process-identity.ts";
import { capture } from "./capture.ts";
import {
  prepareDirectory,
  readNativeState,
  removeNativeState,
  writeNativeState,
  type ClusterDirectory,
  type NativeState,
} from "./cluster-directory.ts";
import { connect, disconnect, freeWire, type Wire } from "./host-network.ts";
import { writeNodeFiles } from "./node-files.ts";

const HERE = import.meta.dirname;
const NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
const CGROUPS = path.join(HERE, "cgroups.sh");
const SUFFIX_BYTES = 3;
const APPEAR_MS = 15_000;
const END_MS = 20_000;
const POLL_MS = 20;
const CGROUP_TIMEOUT_MS = 30_000;
const LOG_MODE = 0o600;

/** The running cluster; undefined when none runs. */
export function runningCluster(directory: ClusterDirectory): NativeState | undefined {
  const state = readNativeState(directory);
  return state && isAlive(state.outer) ? state : undefined;
}

/** @throws {LocalError} NOT_RUNNING */
export function requireRunning(directory: ClusterDirectory): NativeState {
  const state = runningCluster(directory);
  if (state) return state;
  throw new LocalError("NOT_RUNNING", {
    message: `no native cluster runs on ${directory.root}`,
    remedy: "start it with `./cellwire cluster up`, or name another directory with --data",
  });
}

/** @throws {LocalError} ALREADY_RUNNING */
export function refuseRunningCluster(directory: ClusterDirectory): void {
  const running = runningCluster(directory);
  if (!running) return;
  throw new LocalError("ALREADY_RUNNING", {
    message: `a cluster is already running on ${directory.root} (process ${running.outer.pid})`,
    remedy: "use it, or stop it with `./cellwire cluster down`",
  });
}

/**
 * Starts an empty cluster and comes back when its processes have been started; they are not ready yet.
 * @param programs the directory of Kubernetes' programs
 */
export async function startNative(directory: ClusterDirectory, programs: string): Promise<NativeState> {
  refuseRunningCluster(directory);
  await endNative(directory); // what a killed run may have left
  prepareDirectory(directory);
  const wire = freeWire();
  const cgroup = `cellwire${wire.index}-${randomBytes(SUFFIX_BYTES).toString("hex")}`;
  writeNodeFiles({ directory, nodeAddress: wire.nodeAddress, cgroup });
  makeCgroup(cgroup);
  const outer = launch({ directory, programs, wire });
  let state: NativeState = { outer, cgroup, index: wire.index, nodeAddress: wire.nodeAddress };
  writeNativeState(directory, state); // from now on whoever ends this run knows of it
  try {
    const inner = await innerAppears(state, directory);
    const waiter = removeCgroupAfter(directory, cgroup);
    state = { ...state, ...(waiter && { waiter }) };
    writeNativeState(directory, state);
    connect(wire, inner);
  } catch (error) {
    await endNative(directory);
    throw error;
  }
  return state;
}

/** Ends the cluster and removes what it leaves; false when none ran. Its images stay. */
export async function endNative(directory: ClusterDirectory): Promise<boolean> {
  const state = readNativeState(directory);
  if (!state) return false;
  const ran = isAlive(state.outer);
  if (ran) signalProcess(state.outer.pid, "SIGKILL"); // nothing less ends `unshare`
  // The lock is free once the last of its processes is gone.
  const remove = ["flock", "--timeout", String(END_MS / 1_000), directory.lockFile, CGROUPS, "remove", state.cgroup];
  const { code, stderr } = await capture(remove as [string, ...string[]], { timeoutMs: 2 * END_MS });
  if (code !== 0) {
    throw new LocalError("PROCESS_FAILED", {
      message: `the cluster did not end within ${END_MS / 1_000} s (${stderr.trim() || "some of its processes still run"})`,
      remedy: "run `./cellwire cluster down` again",
    });
  }
  if (state.waiter) await goneWithin([state.waiter], END_MS);
  disconnect(state.index);
  removeNativeState(directory);
  return ran;
}

/** The command line that runs a program inside the cluster's namespaces. */
export function insideCommand(state: NativeState, command: readonly string[]): [string, ...string[]] {
  return ["nsenter", "--target", String(innerProcess(state)), "--net", "--mount", "--pid", "--", ...command];
}

/** The id, outside, of the first process inside the namespaces; undefined when it is not there (yet). */
function innerProcess({ outer }: NativeState): number | undefined {
  if (!isAlive(outer)) return undefined;
  const [first = ""] = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8").split(" ");
  return first === "" ? undefined : Number(first);
}

interface Launch {
  readonly directory: ClusterDirectory;
  readonly programs: string;
  readonly wire: Wire;
}

function launch({ directory, programs, wire }: Launch): ProcessIdentity {
  const log = openSync(path.join(directory.logs, "node.log"), "a", LOG_MODE);
  const lock = openSync(directory.lockFile, "a", LOG_MODE);
  // Taken on a descriptor that all of the cluster's processes inherit.
  const locked = 'flock --timeout 10 3 || exit 1; exec unshare "$@"';
  const inside = [path.join(HERE, "node.sh"), directory.root, programs, wire.nodeAddress, wire.hostAddress];
  const outer = inBackground(["bash", "-c", locked, "bash", ...NAMESPACES, ...inside], ["ignore", log, log, lock]);
  closeSync(log);
  closeSync(lock);
  if (outer) return outer;
  throw startFailed(directory);
}

/** Only once the cluster holds the lock. In a session of its own: whoever kills the cluster need not think of it. */
function removeCgroupAfter({ lockFile }: ClusterDirectory, cgroup: string): ProcessIdentity | undefined {
  return inBackground(["flock", lockFile, CGROUPS, "remove", cgroup], "ignore");
}

function inBackground([command, ...args]: readonly [string, ...string[]], stdio: StdioOptions) {
  const child = spawn(command, args, { detached: true, cwd: "/", env: inheritedEnvironment(), stdio });
  child.on("error", () => {}); // then it has no id
  child.unref();
  return child.pid === undefined ? undefined : identify(child.pid);
}

async function innerAppears(state: NativeState, directory: ClusterDirectory): Promise<number> {
  let inner: number | undefined;
  const appeared = () => {
    if (!isAlive(state.outer)) throw startFailed(directory);
    inner = isUnshared(state) ? innerProcess(state) : undefined;
    return inner !== undefined;
  };
  await until(appeared, { what: "the first process of the cluster", boundMs: APPEAR_MS });
  return inner!;
}

/** Before, its child is `flock`. */
function isUnshared({ outer }: NativeState): boolean {
  return readFileSync(`/proc/${outer.pid}/comm`, "utf8").trim() === "unshare";
}

function startFailed({ logs }: ClusterDirectory): LocalError {
  return new LocalError("PROCESS_FAILED", {
    message: "the cluster's first process ended at once",
    remedy: `read ${path.join(logs, "node.log")}`,
  });
}

function makeCgroup(name: string): void {
  const run = spawnSync(CGROUPS, ["make", name], { encoding: "utf8", timeout: CGROUP_TIMEOUT_MS });
  if (run.status === 0) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `the control group ${name} could not be made (${run.stderr.trim()})`,
    remedy: "run this where /sys/fs/cgroup can be written",
  });
}

async function until(isSo: () => boolean, { what, boundMs }: { what: string; boundMs: number }): Promise<void> {
  const deadline = AbortSignal.timeout(boundMs);
  while (!isSo()) {
    if (deadline.aborted) {
      throw new LocalError("PROCESS_FAILED", {
        message: `waited ${boundMs / 1_000} s for ${what}`,
        remedy: "run `./cellwire cluster down`, then `up` again",
      });
    }
    await delay(POLL_MS);
  }
}
