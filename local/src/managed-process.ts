/**
 * One child process in a process group of its own: started, watched, signalled, stopped.
 *
 *   stopped ──start──▶ running ──exit, kill, stop──▶ stopped ──start──▶ …
 *
 * Signals that end or freeze a process go to its descendants too: a Postgres server whose parent alone is frozen would
 * go on answering.
 */

import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { LocalError } from "./errors.ts";
import { identify, processTree, signalProcess, type ProcessIdentity } from "./process-identity.ts";

const READY_POLL_MS = 50;
const KILL_MS = 10_000;
const LOG_TAIL_LINES = 8;
const LOG_MODE = 0o600;

export interface ProcessSpec {
  /** `eu/gateway-0`: unique in a cluster. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  readonly logFile: string;
  /** One probe, which must give up when the signal fires. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  readonly readyMs: number;
  /** The signal that asks for an orderly end, and how long it may take before SIGKILL. */
  readonly stopSignal: NodeJS.Signals;
  readonly stopMs: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** False when somebody asked for it through this object. */
  readonly unexpected: boolean;
}

interface Run {
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
  readonly exited: Promise<Exit>;
}

export class ManagedProcess {
  readonly spec: ProcessSpec;
  readonly #onChange: (exit?: Exit) => void;
  #run: Run | undefined;
  #lastExit: Exit | undefined;
  #endAsked = false;

  /** @param onChange called after every start, and with the exit after every end */
  constructor(spec: ProcessSpec, onChange: (exit?: Exit) => void) {
    this.spec = spec;
    this.#onChange = onChange;
  }

  get name(): string {
    return this.spec.name;
  }

  get identity(): ProcessIdentity | undefined {
    return this.#run?.identity;
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  /** @param extraEnv for this run alone */
  start(extraEnv: Readonly<Record<string, string>> = {}): void {
    if (this.#run) return;
    this.#endAsked = false;
    const log = openSync(this.spec.logFile, "a", LOG_MODE);
    const child = spawn(this.spec.command, this.spec.args, {
      env: { ...this.spec.env, ...extraEnv },
      cwd: this.spec.cwd,
      stdio: ["ignore", log, log],
      detached: true,
      ...this.spec.account,
    });
    closeSync(log);
    const exited = this.#watch(child);
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    // An absent identity means it has failed already, which `exited` tells.
    this.#run = { child, identity: identity ?? { pid: child.pid ?? 0, startedAt: "" }, exited };
    this.#onChange();
  }

  /** @throws {LocalError} PROCESS_FAILED when it ends first or is not ready in time; with the tail of its log */
  async waitReady(): Promise<void> {
    const deadline = AbortSignal.timeout(this.spec.readyMs);
    while (!deadline.aborted) {
      if (!this.#run) throw this.#failure(`ended (${describeExit(this.#lastExit)}) before it was ready`);
      if (await this.#probeOnce(deadline)) return;
      await delay(READY_POLL_MS);
    }
    throw this.#failure(`was not ready within ${this.spec.readyMs / 1_000} s`);
  }

  /** One probe: is it answering now? */
  async isReady(): Promise<boolean> {
    return this.running && (await this.#probeOnce(AbortSignal.timeout(READY_POLL_MS * 40)));
  }

  /** Resolves when the current run is over; at once when there is none. For processes that end by themselves. */
  async exited(): Promise<Exit | undefined> {
    return this.#run ? await this.#run.exited : this.#lastExit;
  }

  /** A fault, at once and without manners; resolves when it is gone. */
  async kill(signal: "SIGKILL" | "SIGTERM" | "SIGINT" = "SIGKILL"): Promise<void> {
    const run = this.#run;
    if (!run) return;
    this.#endAsked = true;
    if (signal === "SIGKILL") this.#signalTree(signal);
    else signalProcess(run.identity.pid, signal);
    await this.#goneWithin(run, KILL_MS);
  }

  /** Freezes it: it keeps its connections and answers nothing. */
  pause(): void {
    this.#signalTree("SIGSTOP");
  }

  resume(): void {
    this.#signalTree("SIGCONT");
  }

  /** Orderly, then SIGKILL after `stopMs`. Stopping twice, or before the start, is fine. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (!run) return;
    this.#endAsked = true;
    this.resume();
    signalProcess(run.identity.pid, this.spec.stopSignal);
    await this.#goneWithin(run, this.spec.stopMs);
  }

  async restart(extraEnv: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.stop();
    this.start(extraEnv);
    await this.waitReady();
  }

  #watch(child: ChildProcess): Promise<Exit> {
    const { promise, resolve } = Promise.withResolvers<Exit>();
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      const exit = { code, signal, unexpected: !this.#endAsked };
      this.#run = undefined;
      this.#lastExit = exit;
      resolve(exit);
      this.#onChange(exit);
    };
    child.once("exit", ended);
    child.once("error", () => ended(null, null));
    return promise;
  }

  async #goneWithin(run: Run, boundMs: number): Promise<void> {
    const kill = setTimeout(() => this.#signalTree("SIGKILL"), boundMs);
    await run.exited;
    clearTimeout(kill);
  }

  #signalTree(signal: NodeJS.Signals): void {
    const pid = this.#run?.identity.pid;
    if (pid === undefined || pid === 0) return;
    for (const member of processTree(pid)) signalProcess(member, signal);
  }

  async #probeOnce(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.spec.probe(signal);
    } catch {
      return false; // refused, reset, timed out: not yet
    }
  }

  #failure(what: string): LocalError {
    const tail = logTail(this.spec.logFile);
    return new LocalError("PROCESS_FAILED", {
      message: `${this.name} ${what}${tail === "" ? "" : `; the end of its log:\n${tail}\n`}`,
      remedy: `read ${this.spec.logFile}`,
    });
  }
}

export function describeExit(exit: Exit | undefined): string {
  if (exit?.signal) return exit.signal;
  return exit?.code === null || exit === undefined ? "it could not be started" : `code ${exit.code}`;
}

function logTail(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES);
  return lines
    .map((line) => `  ${line}`)
    .join("\n")
    .trimEnd();
}
