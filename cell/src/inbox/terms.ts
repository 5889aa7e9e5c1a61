/** Terms that are to be opened, in the cell's Postgres (migrations/0028_terms.sql). */

import type { CellId, OrderKey } from "@cellwire/protocol";
import { LIMITS, toHex } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import { textArray } from "./arrays.ts";
import type { ConversationBytes, MessageIdBytes, Settled } from "./contract.ts";
import type { SettledRow } from "./rows.ts";
import { keyFrom, settledFrom } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** A conversation that is numbered here and waits for the term of the present placement. */
export interface Opening {
  readonly conversation: ConversationBytes;
  /** Where it ends here. */
  readonly head: OrderKey;
  /** The other cells that may hold more. */
  readonly cells: readonly CellId[];
}

/** The record that opens a term, and what has to be so for it. */
export interface NewTerm {
  readonly conversation: ConversationBytes;
  /** Where the conversation must end. */
  readonly after: OrderKey;
  /** Cells that have said all they have. */
  readonly asked: readonly CellId[];
  readonly messageId: MessageIdBytes;
  /** Encoded. */
  readonly content: Uint8Array;
}

/** As the contract of the inbox: each method is one transaction, and throws for faults of the database alone. */
export interface TermInbox {
  /** Those whose members' homes are all known; at most `limit` for each set of cells to ask. */
  openings(limit: number): Promise<readonly Opening[]>;
  /**
   * Opens the term and numbers what waited for it. null: nothing was opened, since the conversation does not end at `after`, or there is a cell that was
   * not asked; or somebody was first.
   */
  openTerm(term: NewTerm): Promise<Settled | null>;
}

const OPEN_TERM = { name: "open_term", text: "select * from open_term($1, $2, $3, $4, $5, $6, $7, $8, $9)" };

interface OpeningRow {
  id: Buffer;
  term: string;
  last_n: string;
  cells: CellId[];
}

export class PostgresTerms implements TermInbox {
  readonly #options: {
    readonly pool: Pool;
    readonly cell: CellId;
    readonly clock: Clock;
    readonly statements: Statements;
  };

  constructor(options: { pool: Pool; cell: CellId; clock: Clock; statements: Statements }) {
    this.#options = options;
  }

  async openings(limit: number): Promise<readonly Opening[]> {
    const { pool, cell, statements } = this.#options;
    const { rows } = await pool.query<OpeningRow>({ ...statements("openings"), values: [cell, limit] });
    return rows.map((row) => ({ conversation: row.id, head: keyFrom(row.term, row.last_n), cells: row.cells }));
  }

  async openTerm({ conversation, after, asked, messageId, content }: NewTerm): Promise<Settled | null> {
    const { pool, cell, clock } = this.#options;
    const place = [Buffer.from(conversation), after.term, after.n];
    const record = [toHex(messageId), Buffer.from(content)];
    const values = [cell, clock.nowMs(), ...place, textArray(asked), ...record, LIMITS.groupMembersMax];
    return settledFrom((await pool.query<SettledRow>({ ...OPEN_TERM, values })).rows);
  }
}
