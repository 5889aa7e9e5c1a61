/** All processes of a cluster: known, recorded in the state file at every change, restarted if asked to, stopped. */

import { ManagedProcess, describeExit, type Exit, type ProcessSpec } from "./managed-process.ts";
import { identify } from "./process-identity.ts";
import { removeState, writeState, type ClusterCell, type ClusterState } from "./state-file.ts";

/** `on-exit`: a process that ended by itself is started again after a second, at most 5 times a minute. */
export type RestartPolicy = "never" | "on-exit";

const RESTART_DELAY_MS = 1_000;
const RESTARTS_MAX = 5;
const RESTART_WINDOW_MS = 60_000;

export interface SupervisorOptions {
  readonly stateFile: string;
  readonly directoryUrl: string;
  readonly cells: readonly ClusterCell[];
  readonly restart: RestartPolicy;
  readonly onProgress: (line: string) => void;
}

interface Member {
  readonly process: ManagedProcess;
  readonly healthUrl: string | undefined;
  /** When it was restarted lately, on the monotonic clock. */
  restartsMs: number[];
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #members: Member[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #phase: ClusterState["phase"] = "starting";

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#record();
  }

  get processes(): readonly ManagedProcess[] {
    return this.#members.map((member) => member.process);
  }

  /** @throws when the cluster is being stopped, so that a start that is under way ends there */
  add(spec: ProcessSpec, healthUrl: string | undefined): ManagedProcess {
    if (this.#phase === "stopping") throw new Error(`${spec.name} is not started: the cluster is being stopped`);
    const process = new ManagedProcess(spec, (exit) => this.#changed(member, exit));
    const member: Member = { process, healthUrl, restartsMs: [] };
    this.#members.push(member);
    return process;
  }

  markRunning(): void {
    this.#phase = "running";
    this.#record();
  }

  /** Services first, so that none logs about stores that are gone; then the stores. */
  async stop(): Promise<void> {
    this.#phase = "stopping";
    for (const timer of this.#timers) clearTimeout(timer);
    this.#record();
    const services = this.#members.filter((member) => member.healthUrl !== undefined);
    const stores = this.#members.filter((member) => member.healthUrl === undefined);
    await Promise.all(services.map((member) => member.process.stop()));
    await Promise.all(stores.map((member) => member.process.stop()));
    removeState(this.#options.stateFile);
  }

  #changed(member: Member, exit: Exit | undefined): void {
    this.#record();
    if (!exit?.unexpected || this.#phase !== "running") return;
    const { name, spec } = member.process;
    this.#options.onProgress(`${name} ended by itself (${describeExit(exit)}); its log: ${spec.logFile}`);
    if (this.#options.restart === "on-exit") this.#restartLater(member);
  }

  #restartLater(member: Member): void {
    const { name } = member.process;
    const now = performance.now();
    member.restartsMs = member.restartsMs.filter((time) => now - time < RESTART_WINDOW_MS);
    if (member.restartsMs.length >= RESTARTS_MAX) {
      this.#options.onProgress(`${name} ended ${RESTARTS_MAX} times within a minute; it stays down`);
      return;
    }
    member.restartsMs.push(now);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#options.onProgress(`Restarting ${name}`);
      member.process.start();
    }, RESTART_DELAY_MS);
    this.#timers.add(timer);
  }

  #record(): void {
    const supervisor = identify(process.pid)!;
    writeState(this.#options.stateFile, {
      supervisor,
      phase: this.#phase,
      directoryUrl: this.#options.directoryUrl,
      cells: this.#options.cells,
      processes: this.#members.map(({ process: one, healthUrl }) => ({
        name: one.name,
        ...(one.identity && { identity: one.identity }),
        logFile: one.spec.logFile,
        ...(healthUrl !== undefined && { healthUrl }),
      })),
    });
  }
}
