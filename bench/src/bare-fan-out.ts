/** The same posts to the same sockets from a bare loop (load/bare-server.ts). */

import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cpuSecondsOf } from "./cpu-time.ts";
import type { FanOutRun, FanOutSummary } from "./fan-out-run.ts";
import { runFanOut } from "./fan-out-run.ts";

const SCRIPT = fileURLToPath(new URL("load/bare-server.ts", import.meta.url));
const START_TIMEOUT_MS = 10_000;

/** `spent`: CPU seconds of the loop. */
export async function bareFanOut(run: FanOutRun): Promise<FanOutSummary<number>> {
  const server = fork(SCRIPT, [String(run.group.head)]);
  try {
    const [port] = (await once(server, "message", { signal: AbortSignal.timeout(START_TIMEOUT_MS) })) as [number];
    const members = run.members.map((member) => ({ ...member, gatewayUrl: `ws://127.0.0.1:${port}` }));
    return await runFanOut({ ...run, members }, async () => {
      const before = cpuSecondsOf(server.pid!);
      await delay(run.measureMs);
      return cpuSecondsOf(server.pid!) - before;
    });
  } finally {
    server.kill("SIGKILL");
  }
}
