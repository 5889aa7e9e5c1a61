/** One run of posts to a group, over a stage or over the bare server, from connected members to checked results. */

import { setTimeout as delay } from "node:timers/promises";
import type { FanOutGroup, FanOutJob, FanOutResult, LoadClient } from "./load/job.ts";
import { LoadProcesses } from "./load/load-processes.ts";
import { merged, percentile } from "./percentiles.ts";
import { CONTENT_BYTES, WARM_UP_MS } from "./traffic-run.ts";

export interface FanOutRun {
  readonly members: readonly LoadClient[];
  readonly loadProcesses: number;
  readonly group: FanOutGroup;
  readonly posts: NonNullable<FanOutJob["posts"]>;
  /** Members read every post. */
  readonly isRead?: boolean;
  readonly measureMs: number;
}

export interface FanOutSummary<Spent> {
  readonly posts: number;
  readonly deliveries: number;
  readonly measuredMs: number;
  /** From the time a post was due until the last member of all had it. */
  readonly lastMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly loadCores: number;
  readonly receipts: number;
  readonly notes: readonly string[];
  readonly spent: Spent;
}

/** Members of the first load process write. `spending` runs beside the measured time. @throws when a copy is missing. */
export async function runFanOut<Spent>(run: FanOutRun, spending: () => Promise<Spent>): Promise<FanOutSummary<Spent>> {
  const { members, loadProcesses, group, posts, isRead = false, measureMs } = run;
  const seed = Math.floor(Math.random() * 0x1_0000);
  const jobs = Array.from({ length: loadProcesses }, (_, i): FanOutJob => {
    const share = { clients: members.filter((_member, at) => at % loadProcesses === i), ...(i === 0 && { posts }) };
    return {
      kind: "fan-out",
      seed,
      group,
      ...share,
      contentBytes: CONTENT_BYTES,
      isRead,
      warmUpMs: WARM_UP_MS,
      measureMs,
    };
  });
  using processes = await LoadProcesses.connect(jobs);
  const [results, spent] = await Promise.all([processes.run(), delay(WARM_UP_MS).then(spending)]);
  return { ...summary(results, members.length), spent };
}

function summary(results: readonly FanOutResult[], members: number): Omit<FanOutSummary<never>, "spent"> {
  const { dueAtMs, measured } = results[0]!;
  for (const post of dueAtMs.keys()) {
    const copies = results.reduce((sum, result) => sum + (result.copies[post] ?? 0), 0);
    if (copies !== members - 1) throw new Error(`${copies} of ${members - 1} members have post ${post}`);
  }
  const tookMs = merged([
    dueAtMs
      .map((due, post) => Math.max(...results.map(({ lastAtMs }) => lastAtMs[post] ?? 0)) - due)
      .slice(...measured),
  ]);
  const total = (of: (result: FanOutResult) => number) => results.reduce((sum, result) => sum + of(result), 0);
  const measuredMs = total((result) => result.measuredMs) / results.length;
  const [holes, offers] = [total((result) => result.holes), total((result) => result.offers)];
  return {
    posts: measured[1] - measured[0],
    deliveries: total((result) => result.deliveredMeasured),
    measuredMs,
    lastMs: { p50: percentile(tookMs, 0.5), p99: percentile(tookMs, 0.99), max: percentile(tookMs, 1) },
    receipts: total((result) => result.receipts),
    loadCores: total((result) => result.cpuMs) / measuredMs,
    notes: [
      ...(holes > 0 ? [`${holes} deliveries above a hole`] : []),
      ...(offers > 0 ? [`${offers} times heads instead of pushes`] : []),
    ],
  };
}
