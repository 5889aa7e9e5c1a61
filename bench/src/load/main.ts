/** A load generator process: takes one job from its parent, connects, waits for `go`, answers with the result. */

import type { FromWorker, ToWorker } from "./job.ts";
import { Traffic } from "./traffic.ts";

function main(): void {
  let traffic: Traffic | undefined;
  process.on("message", (message: ToWorker) => {
    const step = message.kind === "job" ? connect((traffic = new Traffic(message.job))) : run(traffic!);
    step.catch((error: unknown) =>
      say({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on("disconnect", () => process.exit());
}

async function connect(traffic: Traffic): Promise<void> {
  await traffic.connect();
  say({ kind: "connected" });
}

async function run(traffic: Traffic): Promise<void> {
  say({ kind: "done", result: await traffic.run() });
}

function say(message: FromWorker): void {
  process.send?.(message);
}

main();
