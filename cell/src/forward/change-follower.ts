/**
 * Follows the directory's change stream and drops what the cache of placements holds of things that moved. An optimisation:
 * a stale entry is answered by MOVED and would live for seconds.
 */

import type { ChangesAnswer } from "@cellwire/protocol";
import { isThingKey } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { PlacementLookups } from "./placement-lookups.ts";

const INTERVAL_MS = 2_000;
const PAGE = 1_000;
/** Of one run; a stream that grows faster is followed at the next. */
const PAGES_MAX = 50;

export interface ChangeFollowerOptions {
  /** `after` undefined: no change, and where the stream stands. undefined: the directory has no such revision. */
  readonly fetchChanges: (request: {
    after: number | undefined;
    limit: number;
    signal: AbortSignal;
  }) => Promise<ChangesAnswer | undefined>;
  readonly placements: Pick<PlacementLookups, "forget" | "forgetAll">;
  readonly log: Logger;
}

export class ChangeFollower implements Service {
  readonly name = "change-follower";
  readonly #options: ChangeFollowerOptions;
  readonly #loop: Loop;
  #after: number | undefined;

  constructor(options: ChangeFollowerOptions) {
    this.#options = options;
    const runOnce = (signal: AbortSignal) => this.runOnce(signal);
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async runOnce(signal: AbortSignal): Promise<void> {
    const { fetchChanges, placements } = this.#options;
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer = await fetchChanges({ after: this.#after, limit: PAGE, signal });
      // What lies between the end of one stream and the beginning of another is not known.
      if (!answer || this.#after === undefined) placements.forgetAll();
      this.#after = answer?.revision;
      const changes = answer?.changes ?? [];
      for (const { kind, id } of changes) if (kind === "placement" && isThingKey(id)) placements.forget(id);
      if (changes.length < PAGE) return;
    }
  }
}
