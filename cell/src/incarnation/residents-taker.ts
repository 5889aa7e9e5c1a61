/**
 * After a new generation: takes again what lives in this cell, as the directory has it, and learns where what it knew of lives by now
 * (docs/adr/0016). Each thing is granted by one compare-and-set of the operation that granted the generation, so a page that was
 * broken off is repeated without harm, also by several processes. Who was not taken yet is not served.
 *
 *   taken_through: "" ──page of residents, by key──▶ key ──…──▶ end of the list ──homes of the others──▶ null
 */

import type { ThingKey } from "@cellwire/protocol";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Pool } from "pg";
import { mapBounded } from "../forward/bounded.ts";
import type { StatementVerifier, ThingSource } from "../forward/ports.ts";
import type { ForwardInbox, Settled } from "../inbox/contract.ts";
import type { Statements } from "../inbox/statements.ts";
import type { StatedPlacement } from "../trust/placement-statement.ts";
import type { DirectoryAuthority, Resident } from "./directory-authority.ts";

const INTERVAL_MS = 5_000;
const PAGE = 256;
const AT_ONCE = 8;
/** Pages of one run; the next begins at once. */
const PAGES_MAX = 64;

export interface ResidentsTakerOptions {
  readonly pool: Pick<Pool, "query">;
  readonly statements: Statements;
  readonly directory: Pick<DirectoryAuthority, "residents" | "replace">;
  readonly placements: ThingSource;
  readonly verifier: StatementVerifier;
  readonly inbox: Pick<ForwardInbox, "recordPlacement">;
  readonly announcer: { settled(settled: Settled): Promise<void> };
  readonly log: Logger;
}

/** What is to be taken by which grant. */
interface Taking {
  readonly generation: number;
  readonly op: string;
  readonly after: string;
}

export class ResidentsTaker implements Service {
  readonly name = "residents-taker";
  readonly #options: ResidentsTakerOptions;
  readonly #loop: Loop;
  #left = 0;

  constructor(options: ResidentsTakerOptions) {
    this.#options = options;
    const runOnce = (signal: AbortSignal) => this.runOnce(signal);
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  /** Of what lived here before: whose homes were not known at the last page. At most 100,000. */
  get left(): number {
    return this.#left;
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** @throws when the directory cannot tell: what was taken stays taken. */
  async runOnce(signal: AbortSignal): Promise<void> {
    for (let page = 0; page < PAGES_MAX && !signal.aborted; page++) {
      const taking = await this.#taking();
      if (!taking) return;
      const residents = await this.#options.directory.residents(taking.after, PAGE, signal);
      await mapBounded(residents, AT_ONCE, (resident) => this.#take(resident, taking, signal));
      const last = residents.at(-1);
      if (last) await this.#tookThrough(taking, last.thing);
      if (residents.length === PAGE) continue;
      await this.#learnHomes(signal);
      await this.#tookThrough({ ...taking, after: last?.thing ?? taking.after }, null);
    }
    this.#loop.wake();
  }

  async #taking(): Promise<Taking | undefined> {
    const { pool, statements } = this.#options;
    const { rows } = await pool.query<TakingRow>(statements("taking"));
    const [row] = rows;
    this.#left = Number(row?.left ?? 0);
    return row && { generation: Number(row.generation), op: row.op, after: row.taken_through };
  }

  async #take(resident: Resident, { op, generation }: Taking, signal: AbortSignal): Promise<void> {
    const { directory, verifier } = this.#options;
    // Placed after the grant, or taken by a run that was broken off.
    if (resident.generation >= generation) return this.#learn(resident.thing);
    const statement = await directory.replace(resident, { op, generation, signal });
    if (statement === undefined) return this.#learn(resident.thing);
    const placement = await verifier.verify(statement);
    if (typeof placement === "string")
      throw new Error(`the directory's word for a placement of this cell is ${placement}`);
    await this.#record(placement);
  }

  /** What the directory does not list here lives elsewhere by now. */
  async #learnHomes(signal: AbortSignal): Promise<void> {
    for (let after: string | undefined = ""; after !== undefined;) {
      signal.throwIfAborted();
      const things: readonly ThingKey[] = await this.#unknownAbove(after);
      await mapBounded(things, AT_ONCE, (thing) => this.#learn(thing));
      after = things.at(-1);
    }
  }

  async #unknownAbove(key: string): Promise<readonly ThingKey[]> {
    const { pool, statements } = this.#options;
    const query = { ...statements("unknown-homes"), values: [key, PAGE] };
    return (await pool.query<{ user_id: ThingKey }>(query)).rows.map((row) => row.user_id);
  }

  async #learn(thing: ThingKey): Promise<void> {
    const lookup = await this.#options.placements.thing(thing, { fresh: true });
    if (lookup.kind === "placed") return this.#record(lookup.placement);
    if (lookup.kind === "unavailable") throw new Error("the directory does not say where something lives");
    this.#options.log.error({ thing }, "the directory has never heard of what lived in this cell: it is not served");
  }

  async #record({ thing, cell, epoch, statement }: StatedPlacement): Promise<void> {
    const { inbox, announcer } = this.#options;
    await announcer.settled(await inbox.recordPlacement({ user: thing, cell, epoch, statement }));
  }

  async #tookThrough({ generation, after }: Taking, through: string | null): Promise<void> {
    await this.#options.pool.query({ ...TOOK_THROUGH, values: [generation, after, through] });
    if (through === null) this.#options.log.info({ generation }, "all users of the cell were taken again");
  }
}

interface TakingRow {
  generation: string;
  op: string;
  taken_through: string;
  left: string;
}

const TOOK_THROUGH = { name: "took_through", text: "select took_through($1, $2, $3)" };
