/**
 * Keeps the volume from running full, which would stop Postgres and with it the cell: when it is nearly full, nothing new
 * is taken in. What is stored stays and is served; retention, or a larger volume, makes room again.
 */

import type { Logger } from "@cellwire/runtime/log.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Pool } from "pg";
import type { Statements } from "./statements.ts";

/** Shares of the volume. Between the two it stays as it was, or senders would be let in and turned away by turns. */
const FULL_ABOVE = 0.85;
const ROOM_BELOW = 0.8;
const INTERVAL_MS = 10_000;

export interface StorageGuardOptions {
  readonly pool: Pick<Pool, "query">;
  readonly statements: Statements;
  /** Of the volume, asked for with each sample: it may grow. */
  readonly sizeBytes: () => Promise<number>;
  readonly log: Logger;
}

/**
 *     room ── over 85 % ──→ full ── under 80 % ──→ room
 *
 * A sample that fails is logged and changes nothing. `runOnce` is the only writer of the state.
 */
export class StorageGuard implements Service {
  readonly name = "storage-guard";
  readonly #options: StorageGuardOptions;
  readonly #loop: Loop;
  #sample: { readonly usedBytes: number; readonly sizeBytes: number } | undefined;
  #isFull = false;

  constructor(options: StorageGuardOptions) {
    this.#options = options;
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** True until the first sample says otherwise. */
  get hasRoom(): boolean {
    return !this.#isFull;
  }

  /** How much of a volume of which size is used; undefined before the first sample. */
  get sample(): { readonly usedBytes: number; readonly sizeBytes: number } | undefined {
    return this.#sample;
  }

  async runOnce(): Promise<void> {
    const { pool, statements, log } = this.#options;
    const sizeBytes = await this.#options.sizeBytes();
    const { rows } = await pool.query<{ bytes: string }>(statements("storage-used"));
    const bytes = Number(rows[0]!.bytes);
    this.#sample = { usedBytes: bytes, sizeBytes };
    const share = bytes / sizeBytes;
    const isFull = share > (this.#isFull ? ROOM_BELOW : FULL_ABOVE);
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    if (isFull) log.error({ bytes }, "the volume is nearly full: no new messages are taken");
    else log.info({ bytes }, "the volume has room again: new messages are taken");
  }
}
