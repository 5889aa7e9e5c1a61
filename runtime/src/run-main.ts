import { constants } from "node:os";
import { ConfigError } from "./config.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./log.ts";

/** A process killed by a second signal exits with 128 + the signal's number, as shells have it. */
export const EXIT_CODES = { ok: 0, failed: 1, badConfiguration: 2 } as const;

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * The life of a service process: builds and starts it, stops it gracefully at SIGTERM or SIGINT, and ends the process
 * with one of `EXIT_CODES`. A second signal ends it at once. An error that nobody caught is logged and ends it too:
 * what the process still believes cannot be trusted, and everything durable survives a kill by design.
 */
export async function runMain(options: { name: string; log: Logger; build: () => Promise<Lifecycle> }): Promise<void> {
  const { name, log } = options;
  dieOfUncaughtErrors(log);
  const stopRequested = firstSignal(log);
  try {
    const lifecycle = await options.build();
    const stopped = stopRequested.then(() => lifecycle.stop());
    // Awaited below; until then a failure of it must not count as unhandled.
    stopped.catch(() => undefined);
    await lifecycle.start();
    log.info({ name }, "started");
    await stopped;
    log.info({ name }, "stopped");
    process.exit(EXIT_CODES.ok);
  } catch (error) {
    if (error instanceof ConfigError) exitWithBadConfiguration(error);
    logFatal(log, { error, message: "process failed" });
    process.exit(EXIT_CODES.failed);
  }
}

/** For people: a configuration fault is answered on standard error in plain lines, not in a log line. */
export function exitWithBadConfiguration(error: ConfigError): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CODES.badConfiguration);
}

function dieOfUncaughtErrors(log: Logger): void {
  process.on("uncaughtException", (error) => {
    logFatal(log, { error, message: "uncaught exception" });
    process.exit(EXIT_CODES.failed);
  });
  process.on("unhandledRejection", (error) => {
    logFatal(log, { error, message: "unhandled rejection" });
    process.exit(EXIT_CODES.failed);
  });
}

function firstSignal(log: Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let signals = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(128 + constants.signals[signal]);
      log.info({ signal }, "stopping");
      resolve();
    });
  }
  return promise;
}

/** An AggregateError says nothing by itself: each of its errors gets a line. */
function logFatal(log: Logger, fault: { error: unknown; message: string }): void {
  const errors = fault.error instanceof AggregateError ? fault.error.errors : [fault.error];
  for (const error of errors) {
    const err = error instanceof Error ? error : new Error("something that is not an error was thrown");
    log.fatal({ err }, fault.message);
  }
}
