/**
 * Repeats statements that Postgres ended for the sake of others: deadlocks and failed serializations. Every statement of the
 * inbox is a transaction of its own, of which nothing happened then.
 */

import type { Pool, QueryConfig, QueryResult, QueryResultRow } from "pg";

const ATTEMPTS_MAX = 4;
/** serialization_failure, deadlock_detected. */
const ENDED_FOR_OTHERS = new Set(["40001", "40P01"]);

export class RetryingPool {
  readonly #pool: Pick<Pool, "query">;

  constructor(pool: Pick<Pool, "query">) {
    this.#pool = pool;
  }

  /** @throws what Postgres answers; for the above only the last of some attempts. */
  async query<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#pool.query<Row>(query);
      } catch (error) {
        if (attempt === ATTEMPTS_MAX || !wasEndedForOthers(error)) throw error;
      }
    }
  }
}

function wasEndedForOthers(error: unknown): boolean {
  return error instanceof Error && ENDED_FOR_OTHERS.has(String((error as { code?: unknown }).code));
}
