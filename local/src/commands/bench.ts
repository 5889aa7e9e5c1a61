/** `./cellwire bench`: hands over to bench/, which starts what it measures. */

import { spawn } from "node:child_process";
import path from "node:path";
import { Command } from "commander";
import { CHECKOUT } from "../cluster.ts";
import { fullEnvironment } from "../config.ts";

export function benchCommand(): Command {
  return new Command("bench")
    .description("measure speed and memory (takes minutes; on a quiet machine)")
    .argument("[names...]", "figures to measure (default: all)")
    .option("--json <file>", "write one line of JSON a figure")
    .action(bench);
}

async function bench(names: readonly string[], options: { json?: string }): Promise<void> {
  const json = options.json === undefined ? [] : ["--json", path.resolve(options.json)];
  const child = spawn(process.execPath, [path.join(CHECKOUT, "bench/src/main.ts"), ...names, ...json], {
    stdio: "inherit",
    env: fullEnvironment(),
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("exit", (code) => resolve(code ?? 1)).once("error", reject);
  process.exitCode = await promise;
}
