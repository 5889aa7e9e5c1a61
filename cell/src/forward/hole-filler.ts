/** Pulls the numbers that are missing here from the cell that gave them out. */

import type { CellId, ThingKey } from "@cellwire/protocol";
import { LIMITS, compareKeys, toHex } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { ForwardInbox, Hole } from "../inbox/contract.ts";
import type { Announcer } from "./announcer.ts";
import type { ForwardMetrics } from "./metrics.ts";
import type { PeerSource } from "./peer-client.ts";
import { PerCell } from "./per-cell.ts";
import type { PlacementSource } from "./ports.ts";
import { Postponed } from "./postponed.ts";
import { RangePull } from "./range-pull.ts";

const INTERVAL_MS = 500;
const HOLES_MAX = 256;
const WAIT_MS = 1_000;

export interface HoleFillerOptions {
  readonly inbox: Pick<ForwardInbox, "holes" | "fillHole" | "recordPlacement">;
  /** A later term is the epoch of a placement that is not known here yet. */
  readonly placements: PlacementSource;
  readonly peers: PeerSource;
  readonly announcer: Announcer;
  readonly metrics: ForwardMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

export class HoleFiller implements Service {
  readonly name = "hole-filler";
  readonly #options: HoleFillerOptions;
  readonly #loop: Loop;
  readonly #perCell: PerCell;
  readonly #postponed: Postponed;
  readonly #ranges: RangePull;

  constructor(options: HoleFillerOptions) {
    this.#options = options;
    this.#postponed = new Postponed(options.clock);
    this.#perCell = new PerCell(this.name, options.log);
    this.#ranges = new RangePull(options.peers);
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
    const holes = await this.#options.inbox.holes({ olderThanMs: LIMITS.holeAgeMs, limit: HOLES_MAX });
    const due = holes.filter(({ conversation }) => this.#postponed.isDue(conversation));
    for (const [authority, group] of Map.groupBy(due, (hole) => hole.authority))
      this.#perCell.start(authority, () => this.#fillAll(authority, group));
    await this.#perCell.settled(WAIT_MS);
  }

  async #fillAll(authority: CellId, holes: readonly Hole[]): Promise<void> {
    for (const hole of holes) if (!(await this.#fill(authority, hole))) return;
  }

  /** False: the authority is not to be had now. */
  async #fill(authority: CellId, { conversation, head, numberingUser }: Hole): Promise<boolean> {
    const { inbox, announcer, metrics, log } = this.#options;
    const range = await this.#ranges.page(authority, conversation, head);
    if (range.kind === "unavailable") return false;
    this.#postponed.add(conversation);
    if (range.kind === "refused") {
      log.warn({ peerCell: authority, conversationId: toHex(conversation) }, "the authority does not serve a hole");
      return true;
    }
    const { envelopes, through } = range;
    if (through.term > head.term) await this.#learnPlacement(numberingUser);
    const advances = await inbox.fillHole({ from: authority, conversation, envelopes, through });
    if (advances.length === 0) return true;
    metrics.holesFilled(advances.length);
    await announcer.advances(advances);
    // More than one page: go on at the next run.
    if (compareKeys(through, range.head) < 0) this.#postponed.delete(conversation);
    return true;
  }

  async #learnPlacement(user: ThingKey): Promise<void> {
    const { placements, inbox, announcer } = this.#options;
    const lookup = await placements.placement(user, { fresh: true });
    if (lookup.kind === "placed") await announcer.settled(await inbox.recordPlacement(lookup.placement));
  }
}
