/** The directory's list of cells: refreshed in the background, and the last good copy kept, here and in the cell's store, however old it is. */

import type { CellId, CellRecord } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { DeadlineExceeded, withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { DirectoryAnswers } from "../inbox/directory-answers.ts";
import type { CellSource, RegisteredCell } from "../trust/peer-tokens.ts";
import { cellsAnswer } from "./directory-client.ts";

const REFRESH_INTERVAL_MS = 10_000;
/** Someone who makes up cell names must not turn into load on the directory. */
const ASK_SPACING_MS = 1_000;
const WAIT_MS = 2_000;

export class CellRegistry implements Service, CellSource {
  readonly name = "cell-registry";
  readonly #options: CellRegistryOptions;
  readonly #loop: Loop;
  #cells: ReadonlyMap<string, CellRecord> | undefined;
  #isFetched = false;
  #refreshed = Promise.withResolvers<void>();
  #lastAskedMs = Number.NEGATIVE_INFINITY;

  constructor(options: CellRegistryOptions) {
    this.#options = options;
    this.#loop = new Loop({
      name: this.name,
      intervalMs: REFRESH_INTERVAL_MS,
      runOnce: (signal) => this.refresh(signal),
      log: options.log,
    });
  }

  /** Does not wait for the directory. */
  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** A first copy has come. */
  get ready(): boolean {
    return this.#cells !== undefined;
  }

  /** A cell that is not in the copy causes a refresh, at most one a second, and is waited for up to 2 s. */
  async cell(cell: CellId): Promise<RegisteredCell> {
    const known = this.#cells?.get(cell);
    if (known) return { kind: "known", record: known };
    await this.#askForRefresh();
    const record = this.#cells?.get(cell);
    if (record) return { kind: "known", record };
    return this.#isFetched ? { kind: "unknown" } : { kind: "unavailable" };
  }

  /** One fetch; on an error the former copy stays. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { fetchCells, answers } = this.#options;
    if (!this.#cells) await this.#restore();
    const records = await fetchCells(signal);
    this.#isFetched = true;
    this.#take(records);
    await answers.keep("cells", { cells: records.map(keptOf) });
  }

  /** What an earlier process of the cell fetched. */
  async #restore(): Promise<void> {
    const kept = cellsAnswer.safeParse(await this.#options.answers.load("cells"));
    if (kept.success) this.#take(kept.data.cells as unknown as readonly CellRecord[]);
  }

  #take(records: readonly CellRecord[]): void {
    this.#cells = new Map(records.map((record) => [record.cell, record]));
    this.#refreshed.resolve();
    this.#refreshed = Promise.withResolvers<void>();
  }

  async #askForRefresh(): Promise<void> {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#lastAskedMs < ASK_SPACING_MS) return;
    this.#lastAskedMs = nowMs;
    this.#loop.wake();
    try {
      await withDeadline(this.#refreshed.promise, { what: "the list of cells", timeoutMs: WAIT_MS });
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
    }
  }
}

export interface CellRegistryOptions {
  readonly fetchCells: (signal: AbortSignal) => Promise<readonly CellRecord[]>;
  readonly answers: DirectoryAnswers;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What is used of a record; the rest changes with every new user. */
function keptOf({ cell, state, ingestUrl, publicKeys }: CellRecord) {
  return { cell, state, ingestUrl, publicKeys };
}
