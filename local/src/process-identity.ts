/**
 * Is the process with this id still the one that was started? Ids are reused, so a stored id is only acted upon
 * together with the process's start time.
 */

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { platform } from "node:os";

const PS_TIMEOUT_MS = 5_000;
/** Fields of /proc/<pid>/stat after the command's closing parenthesis (proc(5)): state is the third of all. */
const STATE = 0;
const PARENT = 1;
const START_TICKS = 19;

export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque: clock ticks since boot on Linux, a date on macOS. */
  readonly startedAt: string;
}

/** Undefined when there is no such process (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = platform() === "linux" ? startOnLinux(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** The process and all its descendants, ancestors first. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of parents()) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(child);
    else children.set(parent, [child]);
  }
  const tree = [pid];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree;
}

/** True when the signal could be sent; false when the process is gone. Other failures (not ours) are thrown. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

function startOnLinux(pid: number): string | undefined {
  const fields = statFields(pid);
  return fields === undefined || fields[STATE] === "Z" ? undefined : fields[START_TICKS];
}

function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined; // gone between two looks
  }
}

function startByPs(pid: number): string | undefined {
  const text = ps(["-o", "lstart=", "-p", String(pid)]).trim();
  return text === "" ? undefined : text;
}

function parents(): [child: number, parent: number][] {
  if (platform() !== "linux") {
    const lines = ps(["-axo", "pid=,ppid="]).trim().split("\n");
    return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  }
  const found: [number, number][] = [];
  for (const entry of readdirSync("/proc")) {
    const fields = /^\d+$/.test(entry) ? statFields(Number(entry)) : undefined;
    if (fields) found.push([Number(entry), Number(fields[PARENT])]);
  }
  return found;
}

function ps(args: string[]): string {
  return spawnSync("ps", args, { encoding: "utf8", timeout: PS_TIMEOUT_MS }).stdout ?? "";
}
