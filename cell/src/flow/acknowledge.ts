/**
 * Cursors are state: reports of a second are merged and written together. Losing the newest flush only means that a device
 * is offered messages again which it already holds.
 */

import type { DeviceId, UserId } from "@cellwire/protocol";
import { maxKey, toHex, wire } from "@cellwire/protocol";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { CursorReport, GatewayInbox, ReceiptState } from "../inbox/contract.ts";
import type { Notification } from "./ports.ts";

export interface CursorCollectorOptions {
  readonly inbox: Pick<GatewayInbox, "recordCursors">;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
  readonly flushIntervalMs: number;
  readonly log: Logger;
}

interface Pending {
  readonly report: CursorReport;
  readonly onInvalid: (report: CursorReport) => void;
}

const FLUSH_ROWS_MAX = 1_000;
/** Reports kept while the database is away; beyond it new conversations are dropped, which is safe. */
const PENDING_MAX = 200_000;

export class CursorCollector implements Service {
  readonly name = "cursor-collector";
  readonly #options: CursorCollectorOptions;
  readonly #loop: Loop;
  /** By device, then by conversation. */
  #pending = new Map<string, Map<string, Pending>>();
  #count = 0;

  constructor(options: CursorCollectorOptions) {
    this.#options = options;
    const { flushIntervalMs: intervalMs, log } = options;
    this.#loop = new Loop({ name: "cursor-flush", intervalMs, log, runOnce: () => this.flush() });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.flush();
  }

  /** Merges the reports in. `onInvalid` is called after the flush that found a report beyond the truth. */
  report(reports: readonly CursorReport[], onInvalid: (report: CursorReport) => void): void {
    for (const report of reports) {
      const device = deviceKey(report.user, report.device);
      const mine = this.#pending.get(device) ?? new Map<string, Pending>();
      const conversation = toHex(report.conversation);
      const known = mine.get(conversation);
      if (!known) {
        if (this.#count >= PENDING_MAX) continue;
        this.#count += 1;
        this.#pending.set(device, mine);
      }
      mine.set(conversation, { report: known ? merged(known.report, report) : report, onInvalid });
    }
  }

  /** For a device that leaves: its reports do not wait for the timer. */
  async flushDevice(user: UserId, device: DeviceId): Promise<void> {
    const mine = this.#pending.get(deviceKey(user, device));
    if (!mine) return;
    this.#pending.delete(deviceKey(user, device));
    this.#count -= mine.size;
    await this.#write([...mine.values()]);
  }

  async flush(): Promise<void> {
    const all = [...this.#pending.values()].flatMap((mine) => [...mine.values()]);
    this.#pending = new Map();
    this.#count = 0;
    for (let at = 0; at < all.length; at += FLUSH_ROWS_MAX) await this.#write(all.slice(at, at + FLUSH_ROWS_MAX));
  }

  async #write(pending: readonly Pending[]): Promise<void> {
    try {
      const { changed, invalid } = await this.#options.inbox.recordCursors(pending.map((item) => item.report));
      const refused = new Set(invalid);
      for (const item of pending) if (refused.has(item.report)) item.onInvalid(item.report);
      await this.#options.notify(changed.flatMap(receiptNotifications));
    } catch (err) {
      this.#options.log.warn({ err, count: pending.length }, "cursor flush failed; it is tried again");
      for (const item of pending) this.report([item.report], item.onInvalid);
    }
  }
}

/** The peer learns both marks, the user's own devices how far was read. */
export function receiptNotifications(state: ReceiptState): Notification[] {
  const { conversation, user, peer, delivered, read } = state;
  const own = { users: [user], frame: receiptFrame({ conversation, user, read }) };
  if (!state.peerHere) return [own];
  return [own, { users: [peer], frame: receiptFrame({ conversation, user, delivered, read }) }];
}

function receiptFrame(
  receipt: Partial<Pick<ReceiptState, "conversation" | "user" | "delivered" | "read">>,
): Uint8Array {
  return wire.ServerFrame.encode({ receipt }).finish();
}

function deviceKey(user: UserId, device: DeviceId): string {
  return `${user} ${device}`;
}

function merged(a: CursorReport, b: CursorReport): CursorReport {
  return { ...b, delivered: maxKey(a.delivered, b.delivered), read: maxKey(a.read, b.read) };
}
