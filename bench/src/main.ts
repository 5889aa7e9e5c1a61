/**
 * `./cellwire bench [NAME…] [OPTION…]`: figures of speed and memory. A line of progress each, a table at the
 * end. Exits with 0 when everything that was asked for was measured.
 */

import { appendFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { LocalError } from "@cellwire/local/errors.ts";
import type { Baseline } from "./baseline.ts";
import type { Benchmark, Settings } from "./benchmarks.ts";
import { BENCHMARKS, baselineOn } from "./benchmarks.ts";
import type { Figure } from "./figure.ts";
import { figureLine, figureTable } from "./figure.ts";
import { Stage } from "./stage.ts";
import { storeMessages } from "./stored-messages.ts";
import { CONTENT_BYTES } from "./traffic-run.ts";

const OPTIONS = {
  json: { type: "string" },
  seconds: { type: "string", default: "10" },
  "load-processes": { type: "string", default: "2" },
  "in-flight": { type: "string", default: "8" },
  connections: { type: "string", default: "15000" },
  "storm-clients": { type: "string", default: "10000" },
  stored: { type: "string", default: "0" },
  port: { type: "string", default: "20000" },
} as const;
const USAGE_EXIT = 2;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    console.error(
      `unknown: ${unknown.join(", ")}; there are ${[...new Set(BENCHMARKS.map(({ name }) => name))].join(", ")}`,
    );
    process.exit(USAGE_EXIT);
  }
  const settings = {
    measureMs: whole("seconds", values.seconds) * 1_000,
    loadProcesses: whole("load-processes", values["load-processes"]),
    inFlight: whole("in-flight", values["in-flight"]),
    connections: whole("connections", values.connections),
    stormClients: whole("storm-clients", values["storm-clients"]),
    stored: values.stored === "0" ? 0 : whole("stored", values.stored),
  };
  const wanted = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  if (values.json !== undefined) writeFileSync(values.json, "");
  const figures: Figure[] = [];
  const record = (figure: Figure) => {
    figures.push(figure);
    if (values.json !== undefined) appendFileSync(values.json, `${figureLine(figure)}\n`);
    console.log(`${figureTable([figure]).split("\n")[1]}\n    ${figure.conditions}`);
  };
  await measure(wanted, { ...settings, basePort: whole("port", values.port) }, record);
  console.log(`\n${figureTable(figures)}`);
}

function whole(option: string, text: string): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0
    ? value
    : endUsage(`--${option} needs a whole number from 1, not ${text}`);
}

function endUsage(sentence: string): never {
  console.error(sentence);
  process.exit(USAGE_EXIT);
}

async function measure(
  wanted: readonly Benchmark[],
  { basePort, ...settings }: Settings & { readonly basePort: number },
  record: (figure: Figure) => void,
): Promise<void> {
  let baseline: Baseline | null = null;
  for (const options of new Set(wanted.map((benchmark) => benchmark.stage))) {
    console.log(`Starting ${options.cells.join(" and ")}`);
    await using stage = await Stage.start({ ...options, basePort });
    if (settings.stored > 0) {
      console.log(`Storing ${settings.stored} messages in each cell`);
      for (const cell of options.cells)
        await storeMessages(stage, { cell, count: settings.stored, contentBytes: CONTENT_BYTES });
    }
    for (const benchmark of wanted.filter((one) => one.stage === options)) {
      if (benchmark.needsBaseline && !baseline) {
        const [measured, figures] = await baselineOn(stage, settings);
        baseline = measured;
        figures.forEach(record);
      }
      (await benchmark.run(stage, settings, baseline)).forEach(record);
    }
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof LocalError)) throw error;
  console.error(`cellwire: ${error.message}; ${error.remedy}.`);
  process.exitCode = 1;
}
