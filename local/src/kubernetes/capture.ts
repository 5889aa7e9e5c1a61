/** Runs a short-lived program and gives back what it said. */

import { spawn } from "node:child_process";
import { inheritedEnvironment } from "../config.ts";

/** Of each stream; more is cut off at the front. */
const OUTPUT_CHARACTERS_MAX = 16 * 2 ** 20;

export interface CaptureOptions {
  readonly timeoutMs: number;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Captured {
  /** 124 when it took too long, 127 when it could not be run. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function capture(
  [command, ...args]: readonly [string, ...string[]],
  options: CaptureOptions,
): Promise<Captured> {
  const child = spawn(command, args, {
    env: { ...inheritedEnvironment(), ...options.env },
    timeout: options.timeoutMs,
    killSignal: "SIGKILL",
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout = `${stdout}${text}`.slice(-OUTPUT_CHARACTERS_MAX);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = `${stderr}${text}`.slice(-OUTPUT_CHARACTERS_MAX);
  });
  child.stdin.on("error", () => {}); // it may end before it has read everything
  child.stdin.end(options.input ?? "");
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once("close", (code) => resolve(code ?? 124));
  child.once("error", (error) => {
    stderr = error.message;
    resolve(127);
  });
  return { code: await promise, stdout, stderr };
}
