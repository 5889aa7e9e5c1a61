/** Messages between two users: how many a second, and how long one takes; in one cell and across two. */

import { randomBytes } from "node:crypto";
import type { Baseline } from "./baseline.ts";
import type { Figure } from "./figure.ts";
import type { Pattern } from "./load/job.ts";
import { durability, machine } from "./machine.ts";
import { ringOf } from "./people.ts";
import type { Stage } from "./stage.ts";
import type { TrafficSummary } from "./traffic-run.ts";
import { CONTENT_BYTES, runTraffic } from "./traffic-run.ts";

export const CLIENTS = 200;
const PACED_PER_SECOND = 5_000;

export interface TrafficFigure {
  /** First part of the figure's name. */
  readonly scope: "direct" | "cross-cell";
  /** Homes of the clients in turn. */
  readonly cells: readonly string[];
  readonly loadProcesses: number;
  readonly measureMs: number;
  /** Messages that each client keeps under way, where the loop is closed. */
  readonly inFlight: number;
  readonly stored: number;
}

/** Messages a second that were accepted, delivered and reported by cursors. */
export async function throughput(stage: Stage, figure: TrafficFigure, baseline: Baseline | null): Promise<Figure[]> {
  const summary = await traffic(stage, figure, { kind: "closed-loop", inFlight: figure.inFlight });
  const { p50, p99 } = summary.latencyMs;
  const load = `${CLIENTS} clients in a closed loop, ${figure.inFlight} undelivered messages each; p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
  return [
    {
      figure: `${figure.scope}-throughput`,
      value: summary.perSecond,
      unit: "messages/s",
      baseline: baseline?.accept ?? null,
      conditions: await conditions(stage, figure, [load, summary.notes]),
    },
  ];
}

/** From the time a message was due to be sent to its delivery. */
export async function latency(stage: Stage, figure: TrafficFigure): Promise<Figure[]> {
  const perSecond = PACED_PER_SECOND / figure.loadProcesses;
  const summary = await traffic(stage, figure, { kind: "paced", perSecond });
  const load = `${CLIENTS} clients, ${PACED_PER_SECOND} messages/s in all, evenly paced (${summary.perSecond.toFixed(0)}/s delivered)`;
  const stated = await conditions(stage, figure, [load, summary.notes]);
  const { p50, p99, p999 } = summary.latencyMs;
  return Object.entries({ p50, p99, "p99.9": p999 }).map(([name, value]) => ({
    figure: `${figure.scope}-latency ${name}`,
    value,
    unit: "ms",
    baseline: null,
    conditions: stated,
  }));
}

async function traffic(
  stage: Stage,
  { cells, loadProcesses, measureMs }: TrafficFigure,
  pattern: Pattern,
): Promise<TrafficSummary> {
  const run = randomBytes(3).toString("hex");
  const size = CLIENTS / loadProcesses;
  const rings = [];
  for (let i = 0; i < loadProcesses; i++) rings.push(await ringOf(stage, { name: `${run}-${i}`, size, cells }));
  return runTraffic({ stage, rings, pattern, measureMs });
}

async function conditions(
  stage: Stage,
  { cells, loadProcesses, measureMs, stored }: TrafficFigure,
  notes: readonly string[],
): Promise<string> {
  const gateways = cells.map((cell) => `${cell}: ${stage.cell(cell).gatewayUrls.length} gateways`).join(", ");
  const load = `${loadProcesses} load generator processes on the same machine`;
  return [
    `${CONTENT_BYTES}-byte messages, ${gateways}, ${load}, ${measureMs / 1_000} s, ${stored} messages stored before`,
    ...notes,
    `committed before the ack: ${await durability(stage, cells[0]!)}`,
    machine(),
  ].join("; ");
}
