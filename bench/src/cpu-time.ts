/** CPU time of the processes of a cluster. Linux only: elsewhere nothing is known. */

import { readFileSync } from "node:fs";
import type { Cluster } from "@cellwire/local/cluster.ts";
import { processTree } from "@cellwire/local/process-identity.ts";

const TICKS_PER_SECOND = 100;
/** Of /proc/<pid>/stat after the command (proc(5)). */
const FIELDS = { user: 11, system: 12 } as const;

/** Kind of process (`gateway`, `forwarder`, `postgres`, `redis`, `serve`) → CPU seconds since their starts. */
export type CpuSeconds = ReadonlyMap<string, number>;

export function cpuSeconds(cluster: Cluster): CpuSeconds {
  const seconds = new Map<string, number>();
  for (const { name, identity } of cluster.processes) {
    if (!identity) continue;
    const kind = name.split("/")[1]!.replace(/-\d+$/, "");
    const spent = processTree(identity.pid).reduce((sum, pid) => sum + secondsOf(pid), 0);
    seconds.set(kind, (seconds.get(kind) ?? 0) + spent);
  }
  return seconds;
}

/** `gateway 0.91, postgres 0.72 cores` over `elapsedMs`. */
export function coresUsed(before: CpuSeconds, after: CpuSeconds, elapsedMs: number): string {
  const parts = [...after].flatMap(([kind, seconds]) => {
    const cores = ((seconds - (before.get(kind) ?? 0)) * 1_000) / elapsedMs;
    return cores >= 0.01 ? [`${kind} ${cores.toFixed(2)}`] : [];
  });
  return parts.length === 0 ? "CPU time unknown" : `${parts.join(", ")} cores`;
}

function secondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[FIELDS.user]) + Number(fields[FIELDS.system])) / TICKS_PER_SECOND;
  } catch {
    return 0; // gone, or not Linux
  }
}
