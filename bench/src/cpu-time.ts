/** CPU time of the processes of a cluster. Linux only: elsewhere nothing is known. */

import { readFileSync } from "node:fs";
import type { Cluster } from "@cellwire/local/cluster.ts";
import { processTree } from "@cellwire/local/process-identity.ts";

const TICKS_PER_SECOND = 100;
const CORES_SHOWN_MIN = 0.01;
/** Of /proc/<pid>/stat after the command (proc(5)). */
const FIELDS = { user: 11, system: 12 } as const;

/** Kind of process (`gateway`, `forwarder`, `postgres`, `redis`, `serve`) → CPU seconds since their starts. */
export type CpuSeconds = ReadonlyMap<string, number>;

export function cpuSeconds(cluster: Cluster): CpuSeconds {
  const seconds = new Map<string, number>();
  for (const { name, identity } of cluster.processes) {
    if (!identity) continue;
    const kind = name.split("/")[1]!.replace(/-\d+$/, "");
    const spent = processTree(identity.pid).reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
    seconds.set(kind, (seconds.get(kind) ?? 0) + spent);
  }
  return seconds;
}

/** `postgres 0.72, gateway 0.91 cores, 81 µs of them a message` */
export function cpuNote(
  spent: CpuSeconds,
  { elapsedMs, count, unit }: { elapsedMs: number; count: number; unit: string },
) {
  const cores = [...spent].map(([kind, seconds]) => [kind, (seconds * 1_000) / elapsedMs] as const);
  const parts = cores.flatMap(([kind, used]) => (used >= CORES_SHOWN_MIN ? [`${kind} ${used.toFixed(2)}`] : []));
  const total = [...spent.values()].reduce((sum, seconds) => sum + seconds, 0);
  return parts.length === 0
    ? "CPU time unknown"
    : `${parts.join(", ")} cores, ${((total * 1e6) / count).toFixed(0)} µs a ${unit}`;
}

/** What was spent between two looks. */
export function spentBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return new Map([...after].map(([kind, seconds]) => [kind, seconds - (before.get(kind) ?? 0)]));
}

/** Of one process since its start. */
export function cpuSecondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[FIELDS.user]) + Number(fields[FIELDS.system])) / TICKS_PER_SECOND;
  } catch {
    return 0; // gone, or not Linux
  }
}
