/** Tells other cells how far the users of this one are: state, at most once a second for each cell. */

import type { CellId } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { DueReceipt, ForwardInbox } from "../inbox/contract.ts";
import type { Announcer } from "./announcer.ts";
import { mapBounded } from "./bounded.ts";
import { RECEIPTS_PER_REPORT_MAX } from "./ingest-routes.ts";
import type { ForwardMetrics } from "./metrics.ts";
import type { PeerSource } from "./peer-client.ts";
import { PerCell } from "./per-cell.ts";
import type { PlacementSource } from "./ports.ts";

const INTERVAL_MS = 1_000;
const DUE_MAX = 10_000;
const LOOKUPS_AT_ONCE = 8;
const WAIT_MS = 1_000;

export interface ReceiptReporterOptions {
  readonly inbox: Pick<ForwardInbox, "dueReceipts" | "receiptsReported" | "placements" | "recordPlacement">;
  readonly peers: PeerSource;
  readonly placements: PlacementSource;
  readonly announcer: Announcer;
  readonly metrics: ForwardMetrics;
  readonly log: Logger;
}

export class ReceiptReporter implements Service {
  readonly name = "receipt-reporter";
  readonly #options: ReceiptReporterOptions;
  readonly #loop: Loop;
  readonly #perCell: PerCell;

  constructor(options: ReceiptReporterOptions) {
    this.#options = options;
    this.#perCell = new PerCell(this.name, options.log);
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#perCell.settled(WAIT_MS);
  }

  async runOnce(): Promise<void> {
    const due = await this.#options.inbox.dueReceipts(DUE_MAX);
    for (const [destination, receipts] of Map.groupBy(due, (receipt) => receipt.destination))
      this.#perCell.start(destination, () => this.#report(destination, receipts.slice(0, RECEIPTS_PER_REPORT_MAX)));
    await this.#perCell.settled(WAIT_MS);
  }

  async #report(destination: CellId, due: readonly DueReceipt[]): Promise<void> {
    const { inbox, peers, metrics, log } = this.#options;
    const peer = await peers.peer(destination);
    if (!peer) return;
    const receipts = due.map(({ conversation, user, delivered, read }) => ({ conversation, user, delivered, read }));
    const answer = await peer.post({ path: "/v1/receipts", body: wire.ReceiptReport.encode({ receipts }).finish() });
    if (answer.kind === "unavailable") return;
    const taken = answer.kind === "answered" ? decodedTaken(answer.body, due.length) : undefined;
    if (!taken) {
      log.warn({ peerCell: destination, count: due.length }, "the peer does not take receipts");
      return;
    }
    const left = due.filter((_, index) => !taken[index]);
    const done = [...due.filter((_, index) => taken[index]), ...(await this.#hopeless(left))];
    if (done.length > 0) await inbox.receiptsReported(done);
    metrics.receiptsReported(taken.filter(Boolean).length);
  }

  /** Of what was not taken: those whose peer does live there, so that asking again would change nothing. */
  async #hopeless(left: readonly DueReceipt[]): Promise<readonly DueReceipt[]> {
    const users = [...new Set(left.map(({ peer }) => peer))];
    const { inbox, placements, announcer } = this.#options;
    const confirmed = new Set<string>();
    await mapBounded(users, LOOKUPS_AT_ONCE, async (user) => {
      const lookup = await placements.placement(user, { fresh: true });
      if (lookup.kind === "unavailable") return;
      const [known] = await inbox.placements([user]);
      if (lookup.kind === "unknown" || (known && known.epoch >= lookup.placement.epoch)) confirmed.add(user);
      else await announcer.settled(await inbox.recordPlacement(lookup.placement));
    });
    return left.filter(({ peer }) => confirmed.has(peer));
  }
}

function decodedTaken(body: Uint8Array, count: number): boolean[] | undefined {
  try {
    const { taken } = wire.ReceiptReportAnswer.decode(body);
    return taken.length === count ? taken : undefined;
  } catch {
    return undefined;
  }
}
