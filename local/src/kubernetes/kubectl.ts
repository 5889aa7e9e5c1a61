/** kubectl against one cluster, for what the command line and the tests ask of it. */

import { setTimeout as delay } from "node:timers/promises";
import { LocalError } from "../errors.ts";
import { capture, type Captured } from "./capture.ts";

/** Longer than `kubectl wait` may be told to wait. */
const TIMEOUT_MS = 10 * 60_000;
const POLL_MS = 200;

export interface Access {
  /** The program: a whole path, or a name on the PATH. */
  readonly kubectl: string;
  readonly kubeconfig: string;
}

export async function tryKubectl(access: Access, args: readonly string[], input?: string): Promise<Captured> {
  const command = [access.kubectl, "--kubeconfig", access.kubeconfig, ...args] as const;
  return await capture([...command], { timeoutMs: TIMEOUT_MS, ...(input !== undefined && { input }) });
}

/** @returns what it printed @throws {LocalError} PROCESS_FAILED with what it complained of */
export async function kubectl(access: Access, args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await tryKubectl(access, args, input);
  if (code === 0) return stdout;
  throw new LocalError("PROCESS_FAILED", {
    message: `\`kubectl ${args.join(" ")}\` failed (${stderr.trim()})`,
    remedy: "see whether the cluster is up with `./cellwire cluster status`",
  });
}

/** Repeats a question until it is answered with success. */
export async function untilKubectl(access: Access, args: readonly string[], boundMs: number): Promise<string> {
  const deadline = AbortSignal.timeout(boundMs);
  for (;;) {
    const { code, stdout, stderr } = await tryKubectl(access, args);
    if (code === 0) return stdout;
    if (deadline.aborted) {
      throw new LocalError("PROCESS_FAILED", {
        message: `\`kubectl ${args.join(" ")}\` did not succeed within ${boundMs / 1_000} s (${stderr.trim()})`,
        remedy: "read the logs in the cluster's directory",
      });
    }
    await delay(POLL_MS);
  }
}
