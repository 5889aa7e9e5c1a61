/** People who go on sending to each other while something else happens, and how long their messages take meanwhile. */

import { setTimeout as delay } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import type { LoadClient, TrafficResult } from "./load/job.ts";
import { LoadProcesses } from "./load/load-processes.ts";
import { machineMs } from "./load/machine-clock.ts";
import { percentile } from "./percentiles.ts";
import { CONTENT_BYTES, WARM_UP_MS } from "./traffic-run.ts";

export const BYSTANDERS = 100;
const PER_SECOND = 200;
/** Nothing that happens here is to last longer. */
const LONGEST_MS = 600_000;

export interface Among<T> {
  readonly result: T;
  readonly stayed: TrafficResult;
  /** From the time a message was due to its delivery. */
  readonly p99Ms: Phases;
  readonly lastedMs: number;
}

export interface Phases {
  readonly before: number;
  readonly during: number;
  readonly after: number;
}

/** `happen` begins when messages were measured for `aroundMs`, and messages go on for as long after it. @throws when one of them is missing. */
export async function amongBystanders<T>(
  { people, aroundMs }: { readonly people: readonly LoadClient[]; readonly aroundMs: number },
  happen: () => Promise<T>,
): Promise<Among<T>> {
  const pattern = { kind: "paced", perSecond: PER_SECOND } as const;
  const job = { kind: "traffic", seed: 1, pattern, contentBytes: CONTENT_BYTES, warmUpMs: WARM_UP_MS } as const;
  using traffic = await LoadProcesses.connect([{ ...job, clients: people, measureMs: LONGEST_MS }]);
  const happening = async () => {
    await delay(WARM_UP_MS + aroundMs);
    const startMs = machineMs();
    const result = await happen();
    const endMs = machineMs();
    await delay(aroundMs);
    traffic.end();
    return { result, startMs, endMs };
  };
  const [[stayed], { result, startMs, endMs }] = await Promise.all([traffic.run(), happening()]);
  return { result, stayed: stayed!, p99Ms: phases(stayed!, { startMs, endMs }), lastedMs: endMs - startMs };
}

function phases(
  { latenciesMs, latencyAtMs }: TrafficResult,
  { startMs, endMs }: { startMs: number; endMs: number },
): Phases {
  const p99 = (from: number, to: number) =>
    percentile(latenciesMs.filter((_, i) => latencyAtMs[i]! >= from && latencyAtMs[i]! < to).sort(), 0.99);
  return { before: p99(0, startMs), during: p99(startMs, endMs), after: p99(endMs, Infinity) };
}

/** One figure a phase; `conditions` say what happened. */
export function phaseFigures(name: string, { p99Ms, lastedMs }: Among<unknown>, conditions: string): Figure[] {
  const how = `${BYSTANDERS} others send ${PER_SECOND} direct messages/s in all before, during (${(lastedMs / 1_000).toFixed(1)} s) and after`;
  return Object.entries(p99Ms).map(([phase, value]) => ({
    figure: `${name} message p99 ${phase}`,
    value,
    unit: "ms",
    baseline: phase === "before" ? null : p99Ms.before,
    conditions: `${how}; ${conditions}`,
  }));
}
