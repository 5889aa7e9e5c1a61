/** Load generator processes, from their start to their end. */

import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromWorker, Job, ResultOf, ToWorker } from "./job.ts";

const SCRIPT = fileURLToPath(new URL("main.ts", import.meta.url));
const CONNECT_TIMEOUT_MS = 300_000;
/** Over the time that the job itself takes. */
const RUN_MARGIN_MS = 60_000;

export class LoadProcesses<J extends Job> implements Disposable {
  readonly #children: readonly ChildProcess[];
  readonly #jobs: readonly J[];

  private constructor(jobs: readonly J[]) {
    this.#jobs = jobs;
    this.#children = jobs.map(() => fork(SCRIPT, { serialization: "advanced" }));
  }

  /** One process a job; resolves when all clients of all of them are connected. */
  static async connect<J extends Job>(jobs: readonly J[]): Promise<LoadProcesses<J>> {
    const processes = new LoadProcesses(jobs);
    try {
      await processes.#ask((child, job) => tell(child, { kind: "job", job }), CONNECT_TIMEOUT_MS);
      return processes;
    } catch (error) {
      processes[Symbol.dispose]();
      throw error;
    }
  }

  /** Lets all of them start at once. */
  async run(): Promise<ResultOf<J>[]> {
    const timeoutMs = Math.max(...this.#jobs.map(jobMs)) + RUN_MARGIN_MS;
    const answers = await this.#ask((child) => tell(child, { kind: "go" }), timeoutMs);
    // A process answers a job with its kind of result.
    return answers.flatMap((answer) => (answer.kind === "done" ? [answer.result as ResultOf<J>] : []));
  }

  /** Traffic goes on no longer, whatever time its job gives it. */
  end(): void {
    for (const child of this.#children) tell(child, { kind: "end" });
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }

  async #ask(say: (child: ChildProcess, job: J) => void, timeoutMs: number): Promise<FromWorker[]> {
    return Promise.all(
      this.#children.map(async (child, i) => {
        const answer = nextAnswer(child, timeoutMs);
        say(child, this.#jobs[i]!);
        return answer;
      }),
    );
  }
}

function jobMs(job: Job): number {
  return "timeoutMs" in job ? job.timeoutMs : job.warmUpMs + job.measureMs;
}

function tell(child: ChildProcess, message: ToWorker): void {
  child.send(message);
}

async function nextAnswer(child: ChildProcess, timeoutMs: number): Promise<FromWorker> {
  const { promise, resolve, reject } = Promise.withResolvers<FromWorker>();
  const timer = setTimeout(() => reject(new Error("a load generator did not answer in time")), timeoutMs);
  const onMessage = (message: FromWorker) =>
    message.kind === "failed" ? reject(new Error(`load generator: ${message.message}`)) : resolve(message);
  const onExit = () => reject(new Error("a load generator ended by itself"));
  child.once("message", onMessage).once("exit", onExit);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off("message", onMessage).off("exit", onExit);
  });
}
