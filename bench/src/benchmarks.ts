/** What can be measured, in the order in which it is. */

import type { Baseline } from "./baseline.ts";
import { measureBaseline } from "./baseline.ts";
import { catchUp } from "./catch-up.ts";
import { connectionMemory } from "./connection-memory.ts";
import type { Figure } from "./figure.ts";
import { groupFanOut } from "./group-fanout.ts";
import { homeLookup } from "./home-lookup.ts";
import { durability, machine } from "./machine.ts";
import { presenceStorm } from "./presence-storm.ts";
import { receiptStorm } from "./receipt-storm.ts";
import { reconnectStorm } from "./reconnect-storm.ts";
import type { Stage, StageOptions } from "./stage.ts";
import { CLIENTS, latency, throughput } from "./traffic-figures.ts";
import { CONTENT_BYTES, WARM_UP_MS } from "./traffic-run.ts";

/** CELLWIRE_ACCEPT_LANES of a gateway, as cell/src/config.ts has it. */
const LANES_PER_GATEWAY = 1;
const ONE_CELL = ["eu"];

export interface Settings {
  readonly measureMs: number;
  readonly loadProcesses: number;
  /** Of the traffic figures: messages that each client keeps under way. */
  readonly inFlight: number;
  readonly connections: number;
  readonly stormClients: number;
  /** Messages that each cell holds before anything is measured. */
  readonly stored: number;
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
const ONE_GATEWAY: StageOptions = { cells: ONE_CELL, gateways: 1 };
const SMALL_SEMI_SPACE = "--max-semi-space-size=1";
const ONE_SMALL_GATEWAY: StageOptions = { ...ONE_GATEWAY, env: { NODE_OPTIONS: SMALL_SEMI_SPACE } };
/** What gateways hold at the most counts from their start. */
const CATCH_UP: StageOptions = { cells: ONE_CELL };
/** Its routes expire and its news go out for minutes. */
const PRESENCE: StageOptions = { cells: ONE_CELL };
/** The storm kills a gateway and fills the database. */
const STORM: StageOptions = { cells: ONE_CELL };

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
  {
    name: "group-fanout",
    needsBaseline: false,
    stage: DIRECT,
    run: (stage, settings) => groupFanOut(stage, { cells: ONE_CELL, ...settings }),
  },
  {
    name: "group-fanout",
    needsBaseline: false,
    stage: CROSS,
    run: (stage, settings) => groupFanOut(stage, { cells: CROSS.cells, ...settings }),
  },
  {
    name: "receipt-storm",
    needsBaseline: false,
    stage: DIRECT,
    run: (stage, settings) => receiptStorm(stage, settings),
  },
  {
    name: "catch-up",
    needsBaseline: false,
    stage: CATCH_UP,
    run: (stage, settings) => catchUp(stage, settings),
  },
  {
    name: "presence-storm",
    needsBaseline: false,
    stage: PRESENCE,
    run: (stage, settings) => presenceStorm(stage, settings),
  },
  {
    name: "home-lookup",
    needsBaseline: false,
    stage: CROSS,
    run: (stage) => homeLookup(stage),
  },
  {
    name: "connection-memory",
    needsBaseline: false,
    stage: ONE_GATEWAY,
    run: (stage, settings) => connectionMemory(stage, { ...settings, nodeOptions: "" }),
  },
  {
    name: "connection-memory",
    needsBaseline: false,
    stage: ONE_SMALL_GATEWAY,
    run: (stage, settings) => connectionMemory(stage, { ...settings, nodeOptions: SMALL_SEMI_SPACE }),
  },
  {
    name: "reconnect-storm",
    needsBaseline: false,
    stage: STORM,
    run: (stage, settings) => reconnectStorm(stage, settings.stormClients),
  },
];

export async function baselineOn(stage: Stage, { measureMs, stored }: Settings): Promise<[Baseline, Figure[]]> {
  const cell = ONE_CELL[0]!;
  const baseline = await measureBaseline(stage, {
    cell,
    connections: LANES_PER_GATEWAY * stage.cell(cell).gatewayUrls.length,
    conversations: CLIENTS,
    contentBytes: CONTENT_BYTES,
    warmUpMs: WARM_UP_MS,
    measureMs,
  });
  const how = `256 rows a batch, ${baseline.connections} connections, ${CONTENT_BYTES}-byte messages, one Node loop, gateways stopped, ${measureMs / 1_000} s, ${stored} messages stored before`;
  const committed = `committed: ${await durability(stage, cell)}; ${machine()}`;
  const figure = { unit: "rows/s", baseline: null };
  return [
    baseline,
    [
      { ...figure, figure: "baseline", value: baseline.accept, conditions: `${how}; ${baseline.notes}; ${committed}` },
      {
        ...figure,
        figure: "baseline without deduplication",
        value: baseline.insert,
        conditions: `${how}; ${committed}`,
      },
    ],
  ];
}
