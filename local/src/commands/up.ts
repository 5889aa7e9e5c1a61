/** `./cellwire up`: runs the directory and the cells of some manifests until it is told to stop. */

import { fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { CHECKOUT, startCluster, type Cluster } from "../cluster.ts";
import { renderStatus } from "../cluster-table.ts";
import { inspectCluster } from "../cluster-status.ts";
import { DEFAULT_DATA_DIR, dataOption, portOption } from "../command-options.ts";
import { mediaKeys, pushKeys } from "../config.ts";
import { LocalError } from "../errors.ts";
import { exampleFiles, readManifests } from "../manifests.ts";
import { refuseRunning } from "../running-cluster.ts";
import { textTable } from "../text-table.ts";
import { readState } from "../state-file.ts";
import { openDataDirectory, paths, removeUnused } from "../data-directory.ts";

const LOG_MODE = 0o600;

interface UpOptions {
  readonly data: string;
  readonly port: number;
  readonly cells?: readonly string[];
  readonly detach?: true;
  readonly restart?: true;
}

type Failure = Pick<LocalError, "code" | "message" | "remedy">;

/** From the process behind `--detach` to the one at the terminal; `failed` null: all is up. */
type ChildMessage = { readonly line: string } | { readonly failed: Failure | null };

export function upCommand(): Command {
  return new Command("up")
    .description("run the directory and the cells on this machine, until Ctrl-C")
    .addOption(dataOption())
    .addOption(portOption())
    .option("--cells <files...>", "Cell manifests (default: examples/*.yaml)")
    .option("--detach", "come back when all is up, and leave it running (stop it with `down`)")
    .option("--restart", "start a process again that ended by itself")
    .action((options: UpOptions) => (options.detach ? upDetached(options) : upHere(options)));
}

async function upHere(options: UpOptions): Promise<void> {
  const manifests = readManifests(options.cells ?? exampleFiles(CHECKOUT));
  for (const { metadata } of manifests.filter(({ spec }) => spec.postgres.backup !== undefined)) {
    report(`Cell ${metadata.name} is not backed up: spec.postgres.backup is for Kubernetes`);
  }
  const stop = stopSignal();
  const { data: dataDir, port: basePort } = options;
  const restart = options.restart ? "on-exit" : "never";
  let cluster: Cluster;
  try {
    const progress = { onProgress: report, signal: stop.signal };
    cluster = await startCluster({
      dataDir,
      basePort,
      manifests,
      restart,
      mediaKeys: mediaKeys(),
      pushKeys: pushKeys(),
      ...progress,
    });
  } catch (error) {
    if (!stop.signal.aborted) {
      if (process.connected && error instanceof LocalError)
        process.send?.({ failed: failureOf(error) } satisfies ChildMessage);
      throw error;
    }
    report("Stopped before all was up");
    return;
  }
  console.log(await summary(options.data));
  process.send?.({ failed: null } satisfies ChildMessage); // `up --detach` waits for it
  await stop.asked;
  report("Stopping (data is kept; `./cellwire down --purge` removes it)");
  await cluster.stop();
}

/** Ctrl-C or `down`. A second one ends this process at once; `down` then cleans up. */
function stopSignal(): { signal: AbortSignal; asked: Promise<void> } {
  const controller = new AbortController();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const stop = () => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort(new Error("asked to stop"));
    resolve();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  return { signal: controller.signal, asked };
}

function report(line: string): void {
  console.log(line);
  if (process.connected) process.send?.({ line } satisfies ChildMessage);
}

async function upDetached(options: UpOptions): Promise<void> {
  const data = openDataDirectory(options.data);
  refuseRunning(data.stateFile, options.data); // before its log is overwritten
  const logFile = path.join(data.logs, "up.log");
  const log = openSync(logFile, "w", LOG_MODE);
  const cells = options.cells ? ["--cells", ...options.cells] : [];
  const args = ["up", "--data", options.data, "--port", String(options.port), ...cells];
  const child = fork(path.join(CHECKOUT, "local/src/main.ts"), options.restart ? [...args, "--restart"] : args, {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const { promise, resolve } = Promise.withResolvers<Failure | null>();
  child.on("message", (message: ChildMessage) => {
    if ("line" in message) console.log(message.line);
    else resolve(message.failed);
  });
  child.once("exit", () => {
    const text = { message: "it ended before all was up", remedy: `read ${logFile}` };
    resolve({ code: "PROCESS_FAILED", ...text });
  });
  const failure = await promise;
  if (failure) {
    if (failure.code !== "PROCESS_FAILED") removeUnused(data); // else the log is worth more
    throw new LocalError(failure.code, failure);
  }
  child.disconnect();
  child.unref();
  console.log(await summary(options.data));
}

function failureOf({ code, message, remedy }: LocalError): Failure {
  return { code, message, remedy };
}

async function summary(dataDir: string): Promise<string> {
  const state = readState(paths(dataDir).stateFile);
  if (!state) throw new Error("the state file of a running cluster is missing");
  const status = renderStatus(await inspectCluster(state));
  return `\n${status}\n\nTry, in another terminal:\n${textTable(nextSteps(dataDir))}\n`;
}

function nextSteps(dataDir: string): string[][] {
  const data = dataDir === DEFAULT_DATA_DIR ? "" : ` --data ${dataDir}`;
  const step = (command: string, what: string) => [`  ./cellwire ${command}${data}`, what];
  return [
    step("demo", "alice (eu) and bob (us) talk, with the latencies measured"),
    step("chat alice --region eu --to bob", "a terminal client"),
    step("chat bob --region us --to alice", "and another, in a terminal of its own"),
    step("token server", "a token for the API of the application's backend, signed with keys/backend.json of the data"),
    step("status", "health and queue depths"),
    step("down", "stop it (as Ctrl-C here does)"),
  ];
}
