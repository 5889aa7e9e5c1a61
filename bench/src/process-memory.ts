/** The memory of a process: Linux only. */

import { readFileSync } from "node:fs";

/** Resident now, or the most that ever was (proc(5)). */
export function residentKiB(pid: number | "self", which: "VmRSS" | "VmHWM" = "VmRSS"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]);
}
