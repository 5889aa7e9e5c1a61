/**
 * Finds out where the recipients of outbox rows without a destination live. Apart from the relay: while the directory is
 * slow or down, only rows that need it wait.
 */

import type { CellId, ThingKey } from "@cellwire/protocol";
import { groupOf } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { ForwardInbox, Settled } from "../inbox/contract.ts";
import type { Announcer } from "./announcer.ts";
import { mapBounded } from "./bounded.ts";
import type { PlacementSource } from "./ports.ts";

const INTERVAL_MS = 500;
const USERS_MAX = 256;
const CONCURRENCY = 8;

export interface PlacementResolverOptions {
  readonly cell: CellId;
  readonly inbox: Pick<ForwardInbox, "unresolvedRecipients" | "recordPlacement" | "refuseRecipient">;
  readonly placements: PlacementSource;
  readonly announcer: Announcer;
  /** Rows got a destination. */
  readonly onResolved: () => void;
  readonly log: Logger;
}

export class PlacementResolver implements Service {
  readonly name = "placement-resolver";
  readonly #options: PlacementResolverOptions;
  readonly #loop: Loop;

  constructor(options: PlacementResolverOptions) {
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

  wake(): void {
    this.#loop.wake();
  }

  async runOnce(signal: AbortSignal): Promise<void> {
    const users = await this.#options.inbox.unresolvedRecipients(USERS_MAX);
    const resolved = await mapBounded(users, CONCURRENCY, async (user) => !signal.aborted && this.#resolve(user));
    if (!resolved.some(Boolean)) return;
    this.#options.onResolved();
    if (users.length === USERS_MAX) this.#loop.wake();
  }

  async #resolve(user: ThingKey): Promise<boolean> {
    const { cell, inbox, placements, announcer } = this.#options;
    const lookup = await placements.placement(user);
    const isGroup = groupOf(user) !== undefined;
    let settled: Settled;
    switch (lookup.kind) {
      case "unavailable":
        return false;
      case "placed":
        settled = await inbox.recordPlacement(lookup.placement);
        // It was sent before the group was there: a group that is numbered here leaves nothing waiting.
        if (isGroup && lookup.placement.cell === cell)
          settled = await inbox.refuseRecipient({ user, code: "UNKNOWN_GROUP" });
        break;
      case "unknown":
        settled = await inbox.refuseRecipient({ user, code: isGroup ? "UNKNOWN_GROUP" : "UNKNOWN_USER" });
        break;
    }
    await announcer.settled(settled);
    return true;
  }
}
