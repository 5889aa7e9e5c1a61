/**
 * What a user may still ask for: token buckets in the cell's Postgres, shared by its processes. Losing them (the table is not
 * logged) fills them; they bound load and the using up of prekeys, not more.
 */

import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import type { Statements } from "../inbox/statements.ts";

export interface Limit {
  /** Part of the bucket's key. */
  readonly name: string;
  readonly burst: number;
  readonly perSecond: number;
}

/** Longer than any bucket takes to fill. */
const FORGET_AFTER_MS = 24 * 3_600_000;

export interface Budgets {
  /** 0: taken. Else in how many milliseconds there is enough, if nobody takes from it meanwhile. */
  take(request: { readonly limit: Limit; readonly who: string; readonly cost?: number }): Promise<number>;
}

export class PostgresBudgets implements Budgets {
  readonly #options: { readonly pool: Pool; readonly statements: Statements; readonly clock: Clock };

  constructor(options: { pool: Pool; statements: Statements; clock: Clock }) {
    this.#options = options;
  }

  async take({ limit, who, cost = 1 }: Parameters<Budgets["take"]>[0]): Promise<number> {
    const { pool, statements, clock } = this.#options;
    const values = [limit.name, who, limit.burst, limit.perSecond / 1000, cost, clock.nowMs(), FORGET_AFTER_MS];
    const { rowCount } = await pool.query({ ...statements("take-budget"), values });
    return rowCount === 1 ? 0 : Math.ceil((cost / limit.perSecond) * 1000);
  }
}
