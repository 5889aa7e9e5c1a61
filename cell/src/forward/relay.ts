/**
 * Claims lanes of the outbox that have rows to send, and dispatches them. Any number of relays may run: a lane is
 * claimed by one at a time, and a claim that nobody answers for lapses by its deadline, or soon after a forwarder was lost.
 */

import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Faults } from "@cellwire/runtime/faults.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { ForwardInbox } from "../inbox/contract.ts";
import type { Dispatcher } from "./dispatcher.ts";

const INTERVAL_MS = 500;
const LANE_DEADLINE_MS = 10_000;
const CLAIMS_MAX = 64;
/** When a forwarder may have died: longer than nearly every batch takes, as one that still goes on is sent twice. */
const SUSPECT_MS = 1_000;
/** Runs are at least this far apart: a batch costs as much for one row as for twenty. */
const SPACING_MS = 20;

export interface RelayOptions {
  readonly inbox: Pick<ForwardInbox, "claimLanes" | "suspectClaims">;
  readonly dispatcher: Pick<Dispatcher, "dispatch">;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Relay implements Service {
  readonly name = "relay";
  readonly #options: RelayOptions;
  readonly #loop: Loop;
  #lastRunMs = Number.NEGATIVE_INFINITY;
  #spacing: NodeJS.Timeout | undefined;
  /** At the start too: this may be the process that follows a dead one. */
  #isSuspicious = true;

  constructor(options: RelayOptions) {
    this.#options = options;
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#spacing);
    this.#spacing = undefined;
    await this.#loop.stop();
  }

  /** The outbox may have rows. Cheap; call it as often as it is so. */
  wake(): void {
    if (this.#spacing) return;
    const sinceMs = this.#options.clock.monotonicMs() - this.#lastRunMs;
    if (sinceMs >= SPACING_MS) return this.#loop.wake();
    this.#spacing = setTimeout(() => {
      this.#spacing = undefined;
      this.#loop.wake();
    }, SPACING_MS - sinceMs);
  }

  /** A forwarder of the cell may have died with batches. */
  suspect(): void {
    this.#isSuspicious = true;
    this.#loop.wake();
  }

  async runOnce(): Promise<void> {
    const { inbox, dispatcher, faults, clock } = this.#options;
    this.#lastRunMs = clock.monotonicMs();
    if (this.#isSuspicious) await inbox.suspectClaims({ afterMs: SUSPECT_MS });
    this.#isSuspicious = false;
    const claims = await inbox.claimLanes({ deadlineMs: LANE_DEADLINE_MS, limit: CLAIMS_MAX });
    if (claims.length > 0) await faults.hit("relay.before-enqueue");
    await Promise.all(claims.map((claim) => dispatcher.dispatch(claim)));
    if (claims.length === CLAIMS_MAX) this.#loop.wake();
  }
}
