/** One run of traffic over a stage, from connected clients to checked results. */

import { setTimeout as delay } from "node:timers/promises";
import type { CpuSeconds } from "./cpu-time.ts";
import { cpuNote, cpuSeconds, spentBetween } from "./cpu-time.ts";
import type { LoadClient, Pattern, TrafficResult } from "./load/job.ts";
import { LoadProcesses } from "./load/load-processes.ts";
import { merged, percentile } from "./percentiles.ts";
import type { Stage } from "./stage.ts";

export const CONTENT_BYTES = 150;
export const WARM_UP_MS = 2_000;
const CURSORS_TIMEOUT_MS = 15_000;
const CURSORS_POLL_MS = 250;

export interface TrafficRun {
  readonly stage: Stage;
  /** One ring of clients a load generator process. */
  readonly rings: readonly (readonly LoadClient[])[];
  readonly pattern: Pattern;
  readonly measureMs: number;
}

export interface TrafficSummary {
  readonly perSecond: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly p999: number };
  readonly acceptMs: { readonly p50: number; readonly p99: number };
  /** For the conditions: who used the processors, and what went another way than it should. */
  readonly notes: string;
}

/** @throws when a message was not delivered, or the cursors in the database do not say so. */
export async function runTraffic({ stage, rings, pattern, measureMs }: TrafficRun): Promise<TrafficSummary> {
  const jobs = rings.map((clients, i) => {
    const seed = Math.floor(Math.random() * 0x1000) * 16 + i;
    const kind = "traffic" as const;
    return { kind, seed, clients, pattern, contentBytes: CONTENT_BYTES, warmUpMs: WARM_UP_MS, measureMs };
  });
  const delivered = await deliveredByCursors(stage);
  using processes = await LoadProcesses.connect(jobs);
  const [results, spent] = await Promise.all([processes.run(), spentWhileMeasuring(stage, measureMs)]);
  await cursorsReach(stage, delivered + total(results, "sent"));
  return summary(results, spent);
}

async function spentWhileMeasuring(stage: Stage, measureMs: number): Promise<CpuSeconds> {
  await delay(WARM_UP_MS);
  const before = cpuSeconds(stage.cluster);
  await delay(measureMs);
  return spentBetween(before, cpuSeconds(stage.cluster));
}

function summary(results: readonly TrafficResult[], spent: CpuSeconds): TrafficSummary {
  const latencies = merged(results.map((result) => result.latenciesMs));
  const accepts = merged(results.map((result) => result.acceptMs));
  const measuredMs = total(results, "measuredMs") / results.length;
  const count = total(results, "deliveredMeasured");
  const loadCores = total(results, "cpuMs") / measuredMs;
  const cpu = cpuNote(spent, { elapsedMs: measuredMs, count, unit: "message" });
  const notes = [`CPU: ${cpu}; load generators ${loadCores.toFixed(2)} cores`];
  if (total(results, "offers") > 0) notes.push(`${total(results, "offers")} times heads instead of pushes`);
  if (total(results, "holes") > 0) notes.push(`${total(results, "holes")} deliveries above a hole`);
  return {
    perSecond: (count * 1_000) / measuredMs,
    latencyMs: {
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      p999: percentile(latencies, 0.999),
    },
    acceptMs: { p50: percentile(accepts, 0.5), p99: percentile(accepts, 0.99) },
    notes: notes.join("; "),
  };
}

type Count = "sent" | "measuredMs" | "cpuMs" | "offers" | "holes" | "deliveredMeasured";

function total(results: readonly TrafficResult[], field: Count): number {
  return results.reduce((sum, result) => sum + result[field], 0);
}

/** Messages that the devices of all cells have, as the cells' databases know it. */
async function deliveredByCursors(stage: Stage): Promise<number> {
  const sums = await Promise.all(
    stage.cluster.cells.map(({ id }) =>
      stage.query<{ sum: string }>(id, "select coalesce(sum(delivered_n), 0) as sum from cursor"),
    ),
  );
  return sums.reduce((sum, rows) => sum + Number(rows[0]!.sum), 0);
}

async function cursorsReach(stage: Stage, expected: number): Promise<void> {
  const deadline = performance.now() + CURSORS_TIMEOUT_MS;
  let reached = await deliveredByCursors(stage);
  while (reached !== expected && performance.now() < deadline) {
    await delay(CURSORS_POLL_MS);
    reached = await deliveredByCursors(stage);
  }
  if (reached !== expected) throw new Error(`cursors say that ${reached} of ${expected} messages were delivered`);
}
