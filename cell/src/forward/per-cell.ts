import type { CellId } from "@cellwire/protocol";
import { DeadlineExceeded, withDeadline } from "@cellwire/runtime/deadline.ts";
import type { Logger } from "@cellwire/runtime/log.ts";

/** Work of a loop, apart for each other cell: one that is slow to answer delays nothing of the rest. */
export class PerCell {
  readonly #name: string;
  readonly #log: Logger;
  /** At most one entry for each cell that the directory knows. */
  readonly #running = new Map<CellId, Promise<void>>();

  constructor(name: string, log: Logger) {
    this.#name = name;
    this.#log = log;
  }

  /** Runs `work`, unless the former work for this cell still goes on. Failures are logged. */
  start(cell: CellId, work: () => Promise<void>): void {
    if (this.#running.has(cell)) return;
    this.#running.set(cell, this.#run(cell, work));
  }

  /** Waits until all of it is done, but not longer than `timeoutMs`. */
  async settled(timeoutMs: number): Promise<void> {
    try {
      await withDeadline(Promise.all(this.#running.values()), { what: this.#name, timeoutMs });
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
    }
  }

  async #run(cell: CellId, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (err) {
      this.#log.warn({ err, peerCell: cell, loop: this.#name }, "work for a peer failed");
    } finally {
      this.#running.delete(cell);
    }
  }
}
