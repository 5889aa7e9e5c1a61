/**
 * Which incarnation of its storage this cell is, asked at the start and on every new connection to Postgres (docs/adr/0016):
 *
 *   current ◀──granted, in one transaction with what must end──┐
 *      │                                                       │
 *      └─ another server or timeline ─▶ went back ──ask, durable before it is sent──▶ asked ──conflict──▶ superseded, for good
 *
 * Nothing else of the process gets a connection while it is not current. A process that was current and finds the storage
 * replaced ends: whatever it remembers is of another life.
 */

import type { CellId } from "@cellwire/protocol";
import type { Faults } from "@cellwire/runtime/faults.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Pool, PoolClient } from "pg";
import type { Statements } from "../inbox/statements.ts";
import type { Ask, IncarnationRow, Standing } from "./standing.ts";
import { reasonOf, standingOf } from "./standing.ts";

const INTERVAL_MS = 2_000;
const STARTING = "incarnation: the database was not asked yet";

export type GenerationGrant =
  | { readonly kind: "granted"; readonly statement: string }
  | { readonly kind: "conflict"; readonly reason: string };

/** The directory, as far as a cell asks it about itself. Everything throws when there is no answer. */
export interface GenerationAuthority {
  /** As it is registered. */
  generation(signal: AbortSignal): Promise<number>;
  /** Safe to repeat. */
  grantGeneration(ask: Ask, signal: AbortSignal): Promise<GenerationGrant>;
  /** When the directory signed that this was granted; undefined: it did not. */
  grantedMs(statement: string, ask: Ask): Promise<number | undefined>;
}

export interface IncarnationOptions {
  readonly cell: CellId;
  /** Of its own: the others are closed until this is current. */
  readonly pool: Pick<Pool, "query" | "end">;
  readonly statements: Statements;
  readonly directory: GenerationAuthority;
  readonly newOperation: () => string;
  /** The storage of a running process was replaced: it must end at once. */
  readonly onReplaced: (fault: StorageReplaced) => void;
  readonly faults: Faults;
  readonly log: Logger;
}

export class StorageReplaced extends Error {
  override readonly name = "StorageReplaced";
  readonly code = "STORAGE_REPLACED";
  readonly retryable = true;
}

export class Incarnation implements Service {
  readonly name = "incarnation";
  readonly #options: IncarnationOptions;
  readonly #loop: Loop;
  readonly #settled = Promise.withResolvers<void>();
  #current: Extract<Standing, { kind: "current" }> | undefined;
  #reason = STARTING;

  constructor(options: IncarnationOptions) {
    this.#options = options;
    const runOnce = (signal: AbortSignal) => this.runOnce(signal);
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
    // Who waits for it is told; nobody has to.
    this.#settled.promise.catch(() => undefined);
  }

  /** 0 until it is known. */
  get generation(): number {
    return this.#current?.generation ?? 0;
  }

  /** What was accepted before is in the storage; 0: nothing was lost yet. */
  get wholeUntilMs(): number {
    return this.#current?.wholeUntilMs ?? 0;
  }

  /** Empty, or why this incarnation must not act. */
  notReady(): string[] {
    return this.#current ? [] : [this.#reason];
  }

  /** Resolves when this incarnation may act, however long that takes; rejects when it is stopped before. */
  async start(): Promise<void> {
    await this.#loop.start();
    await this.#settled.promise;
  }

  async stop(): Promise<void> {
    this.#settled.reject(new Error("stopped before the incarnation was current"));
    await this.#loop.stop();
    await this.#options.pool.end();
  }

  /** For each new connection of the other pools. @throws {StorageReplaced} unless the incarnation is current. */
  async check(client: Pick<PoolClient, "query">): Promise<void> {
    const standing = await this.#standing(client);
    if (standing.kind === "current" && standing.generation === (this.#current ?? standing).generation) {
      this.#current ??= standing;
      return;
    }
    const fault = new StorageReplaced(
      standing.kind === "current" ? "this cell is of a later generation than this process" : reasonOf(standing),
    );
    if (this.#current) this.#options.onReplaced(fault);
    throw fault;
  }

  /** One step towards being current. */
  async runOnce(signal: AbortSignal): Promise<void> {
    if (this.#current) return this.#settled.resolve();
    const { pool, directory, newOperation, faults } = this.#options;
    let standing = await this.#standing(pool);
    if (standing.kind === "went-back" && !standing.ask) {
      this.#note(standing);
      const expected = await directory.generation(signal);
      await pool.query({ ...ASK, values: [newOperation(), expected] });
      await faults.hit("incarnation.after-ask");
      // Another process may have been first: the request is what is durable.
      standing = await this.#standing(pool);
    }
    if (standing.kind === "went-back" && standing.ask) {
      await this.#obtain(standing.ask, signal);
      standing = await this.#standing(pool);
    }
    this.#note(standing);
  }

  async #obtain(ask: Ask, signal: AbortSignal): Promise<void> {
    const { pool, directory, faults, log } = this.#options;
    const grant = await directory.grantGeneration(ask, signal);
    await faults.hit("incarnation.after-grant");
    if (grant.kind === "conflict") {
      log.error({ ...ask, reason: grant.reason }, "another incarnation of this cell was granted the next generation");
      await pool.query({ ...SUPERSEDED, values: [ask.op] });
      return;
    }
    const grantedMs = await directory.grantedMs(grant.statement, ask);
    if (grantedMs === undefined) throw new Error("the directory's word for the generation does not hold");
    await pool.query({ ...BEGIN, values: [ask.op, grantedMs] });
    log.warn({ generation: ask.expected + 1 }, "the cell goes on in the next generation");
  }

  #note(standing: Standing): void {
    if (standing.kind === "current") {
      this.#current ??= standing;
      this.#settled.resolve();
      return;
    }
    const reason = reasonOf(standing);
    if (reason !== this.#reason) this.#options.log.error({ reason }, "this incarnation may not act");
    this.#reason = reason;
  }

  async #standing(client: Pick<PoolClient, "query"> | Pick<Pool, "query">): Promise<Standing> {
    const { cell, statements } = this.#options;
    const query = { ...statements("incarnation"), values: [cell] };
    const { rows } = await (client as Pool).query<IncarnationRow>(query);
    return standingOf(rows[0]!, cell);
  }
}

const ASK = { name: "ask_for_generation", text: "select ask_for_generation($1, $2)" };
const BEGIN = { name: "begin_generation", text: "select begin_generation($1, $2)" };
const SUPERSEDED = {
  name: "supersede_incarnation",
  text: "update incarnation set is_superseded = true where op = $1 and generation <= expected",
};
