/**
 * The native cluster: a real control plane and one node, all of it inside namespaces of its own, so that nothing of it
 * is left once its outer process is gone. Only control groups outlive that; a process waits outside to remove them.
 */

import { spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inheritedEnvironment } from "../config.ts";
import { LocalError } from "../errors.ts";
import { goneWithin } from "../leftovers.ts";
import { identify, isAlive, signalProcess, type ProcessIdentity } from "../process-identity.ts";
import {
  prepareDirectory,
  readNativeState,
  removeNativeState,
  writeNativeState,
  type ClusterDirectory,
  type NativeState,
} from "./cluster-directory.ts";
import { connect, freeWire, isConnected, type Wire } from "./host-network.ts";
import { writeNodeFiles } from "./node-files.ts";

const HERE = import.meta.dirname;
const NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
const APPEAR_MS = 10_000;
const END_MS = 20_000;
const POLL_MS = 20;
const CGROUP_TIMEOUT_MS = 30_000;
const LOG_MODE = 0o600;

/** The running cluster; undefined when none runs. */
export function runningCluster(directory: ClusterDirectory): NativeState | undefined {
  const state = readNativeState(directory);
  return state && isAlive(state.outer) ? state : undefined;
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
  const cgroup = cgroupName(wire.index);
  writeNodeFiles({ directory, nodeAddress: wire.nodeAddress, cgroup });
  cgroups("make", cgroup);
  const outer = launch({ directory, programs, wire });
  removeCgroupsAfter(directory, cgroup);
  const inner = await childOf(outer, directory);
  const state = { outer, inner, index: wire.index, nodeAddress: wire.nodeAddress };
  writeNativeState(directory, state);
  try {
    connect(wire, inner.pid);
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
  for (const identity of [state.outer, state.inner]) {
    if (isAlive(identity)) signalProcess(identity.pid, "SIGKILL"); // nothing less ends `unshare`
  }
  if (!(await goneWithin([state.outer, state.inner], END_MS))) {
    throw new LocalError("PROCESS_FAILED", {
      message: `process ${state.inner.pid} did not end within ${END_MS / 1_000} s`,
      remedy: "run `./cellwire cluster down` again",
    });
  }
  await until(() => !isConnected(state.index), `interface of cluster ${state.index} to go`, END_MS);
  cgroups("remove", cgroupName(state.index));
  removeNativeState(directory);
  return ran;
}

/** The command line that runs a program inside the cluster's namespaces. */
export function insideCommand({ inner }: NativeState, command: readonly string[]): [string, ...string[]] {
  return ["nsenter", "--target", String(inner.pid), "--net", "--mount", "--pid", "--", ...command];
}

interface Launch {
  readonly directory: ClusterDirectory;
  readonly programs: string;
  readonly wire: Wire;
}

function launch({ directory, programs, wire }: Launch): ProcessIdentity {
  const log = openSync(path.join(directory.logs, "node.log"), "a", LOG_MODE);
  const lock = openSync(directory.lockFile, "a", LOG_MODE);
  const script = path.join(HERE, "node.sh");
  // The lock is taken on a descriptor that all of the cluster's processes inherit: it is free when the last is gone.
  const locked = 'flock --nonblock 3 || exit 1; exec unshare "$@"';
  const inside = [script, directory.root, programs, wire.nodeAddress, wire.hostAddress];
  const child = spawn("bash", ["-c", locked, "bash", ...NAMESPACES, ...inside], {
    detached: true,
    cwd: "/",
    env: inheritedEnvironment(),
    stdio: ["ignore", log, log, lock],
  });
  closeSync(log);
  closeSync(lock);
  child.unref();
  const outer = child.pid === undefined ? undefined : identify(child.pid);
  if (outer) return outer;
  throw startFailed(directory);
}

/** In a session of its own: whoever kills the cluster need not think of it. */
function removeCgroupsAfter({ lockFile }: ClusterDirectory, cgroup: string): void {
  const waiter = spawn("flock", [lockFile, path.join(HERE, "cgroups.sh"), "remove", cgroup], {
    detached: true,
    cwd: "/",
    env: inheritedEnvironment(),
    stdio: "ignore",
  });
  waiter.unref();
}

async function childOf(outer: ProcessIdentity, directory: ClusterDirectory): Promise<ProcessIdentity> {
  let inner: ProcessIdentity | undefined;
  await until(
    () => {
      if (!isAlive(outer)) throw startFailed(directory);
      const children = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8").trim();
      inner = children === "" ? undefined : identify(Number(children.split(" ")[0]));
      return inner !== undefined;
    },
    "the first process of the cluster",
    APPEAR_MS,
  );
  return inner!;
}

function startFailed({ logs }: ClusterDirectory): LocalError {
  return new LocalError("PROCESS_FAILED", {
    message: "the cluster's first process ended at once",
    remedy: `read ${path.join(logs, "node.log")}`,
  });
}

function cgroupName(index: number): string {
  return `cellwire${index}`;
}

function cgroups(action: "make" | "remove", name: string): void {
  const run = spawnSync(path.join(HERE, "cgroups.sh"), [action, name], {
    encoding: "utf8",
    timeout: CGROUP_TIMEOUT_MS,
  });
  if (run.status === 0) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `the control group ${name} could not be ${action === "make" ? "made" : "removed"} (${run.stderr.trim()})`,
    remedy: "run this where /sys/fs/cgroup can be written",
  });
}

async function until(isSo: () => boolean, what: string, boundMs: number): Promise<void> {
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
