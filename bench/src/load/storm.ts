/** Many devices that lose their gateway at one moment, and come back to another. */

import type { StormJob, StormResult } from "./job.ts";
import type { Returned } from "./returning-client.ts";
import { ReturningClient } from "./returning-client.ts";

/** Of the first connect, which is not measured. */
const CONNECTS_AT_ONCE = 64;

export class Storm {
  readonly #job: StormJob;
  readonly #clients: readonly ReturningClient[];

  constructor(job: StormJob) {
    this.#job = job;
    this.#clients = job.clients.map((to) => new ReturningClient(to, job.headsSinceMs));
  }

  async connect(): Promise<void> {
    if (this.#job.isOffline) return;
    const waiting = this.#clients.entries();
    const connectSome = async () => {
      for (const [i, client] of waiting) await client.come(this.#job.clients[i]!.gatewayUrl, { pull: false });
    };
    await Promise.all(Array.from({ length: CONNECTS_AT_ONCE }, connectSome));
  }

  /** Waits for the loss of every connection, if there is one. */
  async run(): Promise<StormResult> {
    const returned = await Promise.all(
      this.#clients.map(async (client) => {
        if (!this.#job.isOffline) await client.gone;
        return client.come(this.#job.returnTo, { pull: true });
      }),
    );
    const column = (of: (one: Returned) => number) => Float64Array.from(returned.map(of));
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    return {
      caughtUpMs: column((one) => one.caughtUpMs),
      pulledMs: column((one) => one.pulledMs),
      pulled: sum(column((one) => one.pulled)),
      attempts: sum(column((one) => one.attempts)),
    };
  }
}
