/** `./cellwire bench`: hands over to bench/, which starts what it measures. */

import { spawn } from "node:child_process";
import path from "node:path";
import { Command, Option } from "commander";
import { CHECKOUT } from "../cluster.ts";
import { parseWhole } from "../command-options.ts";
import { fullEnvironment } from "../config.ts";

/** Passed on when given; their defaults are in bench/src/main.ts. */
const NUMBERS = {
  seconds: { description: "how long traffic is measured for each figure (default: 10)", max: 86_400 },
  "in-flight": { description: "messages that each client keeps under way (default: 8)", max: 1_000 },
  connections: { description: "idle connections whose memory is measured (default: 15000)", max: 1_000_000 },
  "storm-clients": { description: "clients that return at once (default: 10000)", max: 1_000_000 },
  "load-processes": { description: "processes that make the load (default: 2)", max: 256 },
  stored: {
    description: "messages that each cell holds before anything is measured (default: none)",
    max: 100_000_000,
  },
  port: { description: "first of the consecutive ports to use (default: 20000)", max: 65_000 },
} as const;

type Values = Readonly<Record<string, string | number | undefined>>;

export function benchCommand(): Command {
  const command = new Command("bench")
    .description("measure speed and memory (takes minutes; on a quiet machine)")
    .argument("[names...]", "figures to measure (default: all)")
    .option("--json <file>", "write one line of JSON a figure", (file) => path.resolve(file));
  for (const [name, { description, max }] of Object.entries(NUMBERS))
    command.option(`--${name} <n>`, description, (text) => parseWhole(text, { min: 1, max }));
  return command.action((names: readonly string[], values: Values) => bench(names, values));
}

async function bench(names: readonly string[], values: Values): Promise<void> {
  const options = ["json", ...Object.keys(NUMBERS)].flatMap((name) => {
    const value = values[new Option(`--${name}`).attributeName()];
    return value === undefined ? [] : [`--${name}`, String(value)];
  });
  const child = spawn(process.execPath, [path.join(CHECKOUT, "bench/src/main.ts"), ...names, ...options], {
    stdio: "inherit",
    env: fullEnvironment(),
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("exit", (code) => resolve(code ?? 1)).once("error", reject);
  process.exitCode = await promise;
}
