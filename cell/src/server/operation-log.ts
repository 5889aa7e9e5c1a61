/** Changes of the backend, each once: its Idempotency-Key is stored in the transaction that makes the change. */

import { createHash } from "node:crypto";
import type { MessageId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { inTransaction } from "@cellwire/runtime/postgres.ts";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import type { Pool, PoolClient } from "pg";

/** Longer than a key is taken (7 days), by a day. */
const KEPT_MS = 8 * 24 * 3_600_000;

export interface LoggedChange<T> {
  readonly op: MessageId;
  /** All that makes the request what it is. */
  readonly request: readonly unknown[];
  readonly make: (client: PoolClient) => Promise<T>;
}

export class OperationLog {
  readonly #pool: Pool;
  readonly #clock: Clock;

  constructor({ pool, clock }: { pool: Pool; clock: Clock }) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /** The answer of the first time. @throws {ServerApiError} KEY_REUSED, and what `make` throws: then nothing was changed. */
  async once<T extends object>({ op, request, make }: LoggedChange<T>): Promise<T> {
    const hash = createHash("sha256").update(JSON.stringify(request)).digest();
    return inTransaction(this.#pool, async (client) => {
      const { rowCount } = await client.query(
        "insert into server_operation (op, request, done_ms) values ($1, $2, $3) on conflict do nothing",
        [op, hash, this.#clock.nowMs()],
      );
      if (rowCount === 0) return earlier<T>(client, op, hash);
      const answer = await make(client);
      await client.query("update server_operation set answer = $2 where op = $1", [op, JSON.stringify(answer)]);
      return answer;
    });
  }

  /** Forgets keys that are not taken any more. */
  async sweep(): Promise<void> {
    await this.#pool.query("delete from server_operation where done_ms < $1", [this.#clock.nowMs() - KEPT_MS]);
  }
}

async function earlier<T>(client: PoolClient, op: string, hash: Buffer): Promise<T> {
  const { rows } = await client.query<{ request: Buffer; answer: T }>(
    "select request, answer from server_operation where op = $1",
    [op],
  );
  const row = rows[0];
  if (!row) throw new ServerApiError("RETRY_AFTER");
  if (!row.request.equals(hash)) throw new ServerApiError("KEY_REUSED");
  return row.answer;
}
