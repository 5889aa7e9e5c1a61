/** A load generator process: takes one job from its parent, connects, waits for `go`, answers with the result. */

import { CatchUp } from "./catch-up.ts";
import { FanOut } from "./fan-out.ts";
import type { FromWorker, Job, Result, ToWorker } from "./job.ts";
import { Storm } from "./storm.ts";
import { Traffic } from "./traffic.ts";

/** What a job becomes. */
interface Load {
  connect(): Promise<void>;
  run(): Promise<Result>;
  end?(): void;
}

function main(): void {
  let load: Load | undefined;
  process.on("message", (message: ToWorker) => {
    if (message.kind === "end") return load?.end?.();
    const step = message.kind === "job" ? connect((load = loadOf(message.job))) : run(load!);
    step.catch((error: unknown) =>
      say({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on("disconnect", () => process.exit());
}

function loadOf(job: Job): Load {
  switch (job.kind) {
    case "traffic":
      return new Traffic(job);
    case "storm":
      return new Storm(job);
    case "fan-out":
      return new FanOut(job);
    case "catch-up":
      return new CatchUp(job);
    default:
      return job satisfies never;
  }
}

async function connect(load: Load): Promise<void> {
  await load.connect();
  say({ kind: "connected" });
}

async function run(load: Load): Promise<void> {
  say({ kind: "done", result: await load.run() });
}

function say(message: FromWorker): void {
  process.send?.(message);
}

main();
