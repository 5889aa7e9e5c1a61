import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

/** The kernel kills what this runs when the parent is gone, also when that was killed itself and cleaned up nothing. */
const DIES_WITH_PARENT = ["setpriv", "--pdeathsig", "KILL"] as const;
const LOG_TAIL_CHARACTERS = 4_000;

/** A server started by a test: it ends with the test's process, however that ends. */
export class TestProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #logFile: string;
  #hasExited = false;

  constructor(options: { command: string; arguments: readonly string[]; logFile: string }) {
    const log = openSync(options.logFile, "a");
    const [command, ...prefix] = DIES_WITH_PARENT;
    const all = [...prefix, options.command, ...options.arguments];
    this.#child = spawn(command, all, { stdio: ["ignore", log, log] });
    closeSync(log);
    this.#logFile = options.logFile;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    const onEnd = () => {
      this.#hasExited = true;
      resolve();
    };
    this.#child.once("exit", onEnd).once("error", onEnd);
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /** The end of what it wrote, for the message of a failure. */
  logTail(): string {
    return readFileSync(this.#logFile, "utf8").slice(-LOG_TAIL_CHARACTERS);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** At once and without manners. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }
}
