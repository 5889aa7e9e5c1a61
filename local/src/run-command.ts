/** Runs a short-lived program to its end and gives back what it said. */

import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";

const LOG_MODE = 0o600;

export interface CommandOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Both output streams are appended here. */
  readonly logFile: string;
  readonly timeoutMs: number;
}

/** True when the program ended with 0 in time. */
export async function runCommand(options: CommandOptions): Promise<boolean> {
  const log = openSync(options.logFile, "a", LOG_MODE);
  const child = spawn(options.command, options.args, {
    env: options.env,
    cwd: options.cwd,
    stdio: ["ignore", log, log],
    timeout: options.timeoutMs,
    killSignal: "SIGKILL",
    ...options.account,
  });
  closeSync(log);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once("exit", (code) => resolve(code === 0));
  child.once("error", () => resolve(false));
  return promise;
}
