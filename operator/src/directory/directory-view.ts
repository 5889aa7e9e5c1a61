/** The directory's records of cells, polled slowly: it has no watch. What is written through it is known at once. */

import { isDeepStrictEqual } from "node:util";
import type { CellRecord } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { Directory, NewRegistration } from "./directory.ts";
import type { DirectoryClient } from "./directory-client.ts";

export interface DirectoryViewOptions {
  readonly client: Pick<DirectoryClient, "cells" | "register">;
  /** Only a leader asks and writes; others wait. */
  readonly isLeader: () => boolean;
  /** A cell's record is not what it was. */
  readonly onChange: (cell: string) => void;
  readonly random: Pick<Random, "float">;
  readonly log: Logger;
}

const POLL_MS = 60_000;

export class DirectoryView implements Directory, Service {
  readonly name = "directory view";
  readonly #options: DirectoryViewOptions;
  readonly #loop: Loop;
  #records: ReadonlyMap<string, CellRecord> | undefined;
  /** Counts writes, and has the last one of each cell: as many as there are cells. */
  #writes = 0;
  readonly #written = new Map<string, number>();

  constructor(options: DirectoryViewOptions) {
    this.#options = options;
    this.#loop = new Loop({
      name: this.name,
      // Operators of several clusters must not ask in step.
      intervalMs: POLL_MS * (0.75 + options.random.float() / 2),
      runOnce: async (signal) => {
        if (options.isLeader()) await this.poll(signal);
      },
      log: options.log,
    });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** Ask now, as at the start of leading. */
  wake(): void {
    this.#loop.wake();
  }

  lookup(cell: string): ReturnType<Directory["lookup"]> {
    return this.#records === undefined ? { known: false } : { known: true, record: this.#records.get(cell) };
  }

  async fetch(cell: string): Promise<CellRecord | undefined> {
    await this.poll();
    return this.#records?.get(cell);
  }

  async register(wanted: NewRegistration): Promise<CellRecord> {
    if (!this.#options.isLeader()) throw new Error("another operator may act: nothing is registered");
    const { cell } = wanted;
    const record = await this.#options.client.register(wanted);
    this.#records = new Map(this.#records).set(cell, record);
    this.#writes += 1;
    this.#written.set(cell, this.#writes);
    return record;
  }

  async poll(signal?: AbortSignal): Promise<void> {
    const before = this.#records;
    const writesBefore = this.#writes;
    const records = new Map((await this.#options.client.cells(signal)).map((record) => [record.cell, record]));
    // What was written meanwhile is newer than the answer. Revisions do not tell: a directory may have been restored.
    for (const [cell, write] of this.#written) {
      const record = this.#records?.get(cell);
      if (write > writesBefore && record !== undefined) records.set(cell, record);
    }
    this.#records = records;
    for (const cell of new Set([...(before?.keys() ?? []), ...records.keys()])) {
      const isNews = before === undefined || !isDeepStrictEqual(before.get(cell), records.get(cell));
      if (isNews) this.#options.onChange(cell);
    }
  }
}
