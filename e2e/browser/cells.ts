/** Global set-up of the browser project: cells, whose addresses are all that a page gets. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

export interface CellAddresses {
  readonly directoryUrl: string;
  /** GET it with `?user=<id>` for a user token. */
  readonly tokenUrl: string;
}

const PROCESS = fileURLToPath(new URL("cells-process.ts", import.meta.url));
let cells: ChildProcess | undefined;

export async function setup(project: TestProject): Promise<void> {
  const child = spawn(process.execPath, [PROCESS], { stdio: ["pipe", "pipe", "inherit"] });
  cells = child;
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), once(child, "exit").then(() => [""])]);
  if (line === "") throw new Error("the cells did not start; what they wrote says why");
  // vitest types what is provided by augmenting its own module, which the house rules leave out.
  project.provide("cells" as never, JSON.parse(line) satisfies CellAddresses as never);
}

export async function teardown(): Promise<void> {
  if (!cells || cells.exitCode !== null) return;
  cells.stdin!.end();
  await once(cells, "exit");
}
