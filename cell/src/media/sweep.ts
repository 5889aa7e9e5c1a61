/**
 * Removes what nobody committed in a day, what was begun and never finished, and what outlived the messages that name it.
 * Every forwarder of a cell may run it: each claims rows of its own.
 */

import { toHex } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { MediaCatalog } from "./catalog.ts";
import type { ObjectStore } from "./object-store.ts";

const INTERVAL_MS = 60_000;
const OBJECTS_PER_RUN_MAX = 100;
/** After it, what a dead sweep has claimed is claimed again. */
const CLAIM_MS = 5 * 60_000;

export interface MediaSweepOptions {
  readonly catalog: MediaCatalog;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onRemoval: (outcome: "removed" | "failed") => void;
}

export class MediaSweep implements Service {
  readonly name = "media-sweep";
  readonly #options: MediaSweepOptions;
  readonly #loop: Loop;

  constructor(options: MediaSweepOptions) {
    this.#options = options;
    const runOnce = async (signal: AbortSignal) => void (await this.runOnce(signal));
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, log: options.log, runOnce });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    this.#options.objects.close();
  }

  /** @returns how many objects it removed; one that the object store keeps is tried again after the claim */
  async runOnce(signal: AbortSignal): Promise<number> {
    const { catalog, clock, log } = this.#options;
    const nowMs = clock.nowMs();
    const due = await catalog.claimDue({ nowMs, retryMs: nowMs + CLAIM_MS, limit: OBJECTS_PER_RUN_MAX });
    let removed = 0;
    for (const hash of due) {
      if (signal.aborted) break;
      const isGone = await this.#remove(hash);
      this.#options.onRemoval(isGone ? "removed" : "failed");
      if (isGone) removed += 1;
    }
    if (due.length > 0) log.info({ removed, failed: due.length - removed }, "media removed whose time was over");
    return removed;
  }

  async #remove(hash: Uint8Array): Promise<boolean> {
    const { catalog, objects, log } = this.#options;
    try {
      await objects.remove(toHex(hash));
      await catalog.forget(hash);
      return true;
    } catch (err) {
      log.warn({ err }, "an object could not be removed; it is tried again");
      return false;
    }
  }
}
