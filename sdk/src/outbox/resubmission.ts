/**
 * Begins sending on a connection. When the storage of the cell went back since the last one, what it acknowledged may be gone, and what only this
 * device still has waits again first: under its id, so that what the cell does have has no second effect.
 */

import { messageIdTimeMs, messageIdToBytes, type cellwire } from "@cellwire/protocol";
import type { DeviceRecord } from "../device-record.ts";
import type { OutboxRow } from "../store/contract.ts";

export interface ResubmissionOptions {
  readonly record: Pick<DeviceRecord, "lostSinceMs" | "setStorage">;
  readonly outbox: {
    resubmit(sinceMs: number): Promise<void>;
    connected(): void;
    disconnected(): void;
  };
}

export class Resubmission {
  readonly #options: ResubmissionOptions;
  /** Counts begins and ends of connections. */
  #changes = 0;

  constructor(options: ResubmissionOptions) {
    this.#options = options;
  }

  /** Rejects with faults of the store. */
  async connected(welcome: cellwire.v1.Welcome.$Properties): Promise<void> {
    const { record, outbox } = this.#options;
    const { cell, storageGeneration, storageWholeUntilMs } = welcome;
    const news = { cell: cell ?? "", generation: storageGeneration ?? 0, wholeUntilMs: storageWholeUntilMs ?? 0 };
    const change = ++this.#changes;
    const sinceMs = record.lostSinceMs(news);
    if (sinceMs !== undefined) await outbox.resubmit(sinceMs);
    if (change === this.#changes) outbox.connected();
    await record.setStorage(news);
  }

  disconnected(): void {
    this.#changes++;
    this.#options.outbox.disconnected();
  }
}

/** `oldestMs`: of what is older nobody could say whether it had been taken. */
export function mayBeLost(row: OutboxRow, { sinceMs, oldestMs }: { sinceMs: number; oldestMs: number }): boolean {
  const { state, acceptedAtMs = sinceMs, messageId } = row;
  const wasTaken = state === "sequenced" || state === "accepted";
  return wasTaken && acceptedAtMs >= sinceMs && messageIdTimeMs(messageIdToBytes(messageId)) > oldestMs;
}
