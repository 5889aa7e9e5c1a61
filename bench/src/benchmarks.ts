/** What can be measured, in the order in which it is. */

import type { Baseline } from "./baseline.ts";
import { measureBaseline } from "./baseline.ts";
import type { Figure } from "./figure.ts";
import { durability, machine } from "./machine.ts";
import type { Stage, StageOptions } from "./stage.ts";
import { CLIENTS, latency, throughput } from "./traffic-figures.ts";
import { CONTENT_BYTES, WARM_UP_MS } from "./traffic-run.ts";

/** CELLWIRE_ACCEPT_LANES of a gateway, as cell/src/config.ts has it. */
const LANES_PER_GATEWAY = 3;
const ONE_CELL = ["eu"];

export interface Settings {
  readonly measureMs: number;
  readonly loadProcesses: number;
}

export interface Benchmark {
  readonly name: string;
  readonly needsBaseline: boolean;
  readonly stage: StageOptions;
  readonly run: (stage: Stage, settings: Settings, baseline: Baseline | null) => Promise<Figure[]>;
}

/** Benchmarks with the same `stage` object run on one stage. */
const DIRECT: StageOptions = { cells: ONE_CELL };
const CROSS: StageOptions = { cells: ["eu", "us"] };

export const BENCHMARKS: readonly Benchmark[] = [
  {
    name: "direct-throughput",
    needsBaseline: true,
    stage: DIRECT,
    run: (stage, settings, baseline) => throughput(stage, { scope: "direct", cells: ONE_CELL, ...settings }, baseline),
  },
  {
    name: "direct-latency",
    needsBaseline: false,
    stage: DIRECT,
    run: (stage, settings) => latency(stage, { scope: "direct", cells: ONE_CELL, ...settings }),
  },
  {
    name: "cross-cell-throughput",
    needsBaseline: true,
    stage: CROSS,
    run: (stage, settings, baseline) =>
      throughput(stage, { scope: "cross-cell", cells: CROSS.cells, ...settings }, baseline),
  },
  {
    name: "cross-cell-latency",
    needsBaseline: false,
    stage: CROSS,
    run: (stage, settings) => latency(stage, { scope: "cross-cell", cells: CROSS.cells, ...settings }),
  },
];

export async function baselineOn(stage: Stage, { measureMs }: Settings): Promise<[Baseline, Figure[]]> {
  const cell = ONE_CELL[0]!;
  const baseline = await measureBaseline(stage, {
    cell,
    connections: LANES_PER_GATEWAY * stage.cell(cell).gatewayUrls.length,
    conversations: CLIENTS,
    contentBytes: CONTENT_BYTES,
    warmUpMs: WARM_UP_MS,
    measureMs,
  });
  const how = `256 rows a batch, ${baseline.connections} connections, ${CONTENT_BYTES}-byte messages, one Node loop, gateways stopped, ${measureMs / 1_000} s`;
  const conditions = `${how}; ${baseline.notes}; committed: ${await durability(stage, cell)}; ${machine()}`;
  const figure = { unit: "rows/s", baseline: null, conditions };
  return [
    baseline,
    [
      { ...figure, figure: "baseline", value: baseline.accept },
      { ...figure, figure: "baseline without deduplication", value: baseline.insert },
    ],
  ];
}
