/**
 * Opens the terms that conversations of this cell wait for (docs/adr/0016): asks every other cell that holds one for its members what it has
 * above the end here, takes that back, and only then lets the database open the term and number what waits. A cell that does not
 * answer is waited for, however long: opening without it would take the numbers of what it alone holds.
 */

import { randomBytes } from "node:crypto";
import type { CellId } from "@cellwire/protocol";
import { ORIGIN, compareKeys, encodeOpened, messageIdAt, messageIdToBytes, toHex } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { ForwardInbox } from "../inbox/contract.ts";
import type { Opening, TermInbox } from "../inbox/terms.ts";
import type { Announcer } from "./announcer.ts";
import { mapBounded } from "./bounded.ts";
import type { PeerSource } from "./peer-client.ts";
import { Postponed } from "./postponed.ts";
import { RangePull } from "./range-pull.ts";

const INTERVAL_MS = 500;
/** For each set of cells that are to be asked. */
const OPENINGS_MAX = 128;
const AT_ONCE = 8;
/** Pages of one cell in one run. */
const PAGES_MAX = 64;
const RANDOM_BYTES = 10;

export interface TermOpenerOptions {
  readonly terms: TermInbox;
  readonly inbox: Pick<ForwardInbox, "fillHole">;
  readonly peers: PeerSource;
  readonly announcer: Announcer;
  /** Rows of the outbox got a destination. */
  readonly onOpened: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

export class TermOpener implements Service {
  readonly name = "term-opener";
  readonly #options: TermOpenerOptions;
  readonly #loop: Loop;
  readonly #ranges: RangePull;
  /** Those that wait for another cell. */
  readonly #postponed: Postponed;

  constructor(options: TermOpenerOptions) {
    this.#options = options;
    this.#postponed = new Postponed(options.clock);
    this.#ranges = new RangePull(options.peers);
    const runOnce = () => this.runOnce();
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

  async runOnce(): Promise<void> {
    const openings = await this.#options.terms.openings(OPENINGS_MAX);
    const due = openings.filter(({ conversation }) => this.#postponed.isDue(conversation));
    const opened = await mapBounded(due, AT_ONCE, (opening) => this.#try(opening));
    if (opened.includes(true)) this.#options.onOpened();
  }

  /** True: it is open now. */
  async #try(opening: Opening): Promise<boolean> {
    const { conversation } = opening;
    try {
      if (await this.#open(opening)) {
        this.#postponed.delete(conversation);
        return true;
      }
    } catch (err) {
      this.#options.log.warn({ err, conversationId: toHex(conversation) }, "a term could not be opened");
    }
    this.#postponed.add(conversation);
    return false;
  }

  async #open(opening: Opening): Promise<boolean> {
    const { terms, announcer, clock } = this.#options;
    const { conversation, cells } = opening;
    let head = opening.head;
    for (const cell of cells) {
      const reached = await this.#takeBack(cell, { ...opening, head });
      if (!reached) return false;
      head = reached;
    }
    const previous = head.n === 0 ? ORIGIN : head;
    const messageId = messageIdToBytes(messageIdAt(clock.nowMs(), randomBytes(RANDOM_BYTES)));
    const content = encodeOpened(previous);
    const settled = await terms.openTerm({ conversation, after: head, asked: cells, messageId, content });
    if (!settled) return false;
    await announcer.settled(settled);
    return true;
  }

  /** Where the conversation ends here when all that `cell` has is here too; undefined: it is not known what that is. */
  async #takeBack(cell: CellId, { conversation, head }: Opening): Promise<Opening["head"] | undefined> {
    const { inbox, announcer } = this.#options;
    for (let page = 0; page < PAGES_MAX; page++) {
      const range = await this.#ranges.page(cell, conversation, head);
      // It has nothing of this conversation.
      if (range.kind === "refused" && !range.isMember) return head;
      if (range.kind !== "pulled") return undefined;
      const { envelopes, through } = range;
      if (compareKeys(through, head) > 0) {
        const advances = await inbox.fillHole({ from: cell, conversation, envelopes, through });
        await announcer.advances(advances);
        head = through;
      } else if (compareKeys(range.head, head) > 0) return undefined;
      if (compareKeys(range.head, head) <= 0) return head;
    }
    return undefined;
  }
}
