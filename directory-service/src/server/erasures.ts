/** Erasures in the directory's Postgres: who is being erased, who was, and how far it is. */

import { createHash } from "node:crypto";
import type { CellId, UserId } from "@cellwire/protocol";
import { inTransaction } from "@cellwire/runtime/postgres.ts";
import { ServerApiError } from "@cellwire/server-api/errors.ts";
import { ERASED_PREFIX, type Answer } from "@cellwire/server-api/operations.ts";
import type { Pool } from "pg";
import { translateFailure } from "../registry/postgres-errors.ts";

export type Step = "leave" | "purge";

/** One that was claimed to be worked on. */
export interface Erasure {
  readonly op: string;
  readonly user: UserId;
  readonly pseudonym: UserId;
}

export interface StepResult {
  readonly op: string;
  readonly cell: CellId;
  readonly step: Step;
  readonly state: "running" | "done";
  readonly counts: Readonly<Record<string, number>>;
}

interface ErasureRow {
  op: string;
  user_id: UserId | null;
  pseudonym: UserId;
  state: "pending" | "running" | "done";
  started_ms: string;
  done_ms: string | null;
}

export class Erasures {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** @throws {DirectoryError} REGISTRY_UNAVAILABLE */
  async isErased(user: UserId): Promise<boolean> {
    try {
      return (await this.#pool.query("select from erasure where user_hash = $1", [hashOf(user)])).rowCount === 1;
    } catch (error) {
      throw translateFailure(error);
    }
  }

  /**
   * From now on nobody signs in as the user. One erasure a user: whoever asks again is answered with it.
   * @param random 16 bytes
   * @throws {ServerApiError} UNKNOWN_USER, USER_MOVING, KEY_REUSED
   */
  async begin(request: { op: string; user: UserId; random: Uint8Array; nowMs: number }): Promise<Answer<"erase">> {
    const { op, user, random, nowMs } = request;
    const present = await inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ state: string }>(
        "select state from placement where thing_kind = 1 and thing = $1 for update",
        [user],
      );
      const erased = await client.query<{ op: string }>("select op from erasure where user_hash = $1", [hashOf(user)]);
      if (erased.rows[0]) return erased.rows[0].op;
      if (!rows[0]) throw new ServerApiError("UNKNOWN_USER");
      if (rows[0].state !== "ACTIVE") throw new ServerApiError("USER_MOVING");
      const pseudonym = ERASED_PREFIX + Buffer.from(random).toString("base64url");
      const { rowCount } = await client.query(
        `insert into erasure (op, user_id, user_hash, pseudonym, state, started_ms, next_ms)
         values ($1, $2, $3, $4, 'pending', $5, $5) on conflict (op) do nothing`,
        [op, user, hashOf(user), pseudonym, nowMs],
      );
      if (rowCount === 0) throw new ServerApiError("KEY_REUSED");
      return op;
    });
    return (await this.status(present))!;
  }

  async status(op: string): Promise<Answer<"getErasure"> | undefined> {
    const { rows } = await this.#pool.query<ErasureRow>(
      "select op, user_id, pseudonym, state, started_ms, done_ms from erasure where op = $1",
      [op],
    );
    const row = rows[0];
    if (!row) return undefined;
    const steps = await this.#pool.query<{ cell: string; states: string[]; counts: Record<string, number>[] }>(
      `select cell, array_agg(state order by step) as states, array_agg(counts order by step) as counts
       from erasure_step where op = $1 group by cell order by cell`,
      [op],
    );
    const { pseudonym, state, started_ms: startedMs, done_ms: doneMs } = row;
    return {
      op: row.op,
      state,
      pseudonym,
      startedMs: Number(startedMs),
      doneMs: doneMs === null ? null : Number(doneMs),
      cells: steps.rows.map(({ cell, states, counts }) => ({
        cell,
        state: state === "done" || (states.length > 0 && states.at(-1) === "done") ? "done" : "running",
        counts: Object.assign({}, ...counts) as Record<string, number>,
      })),
    };
  }

  /** The next one whose turn it is; nobody else gets it before `untilMs`. */
  async claim(nowMs: number, untilMs: number): Promise<Erasure | undefined> {
    const { rows } = await this.#pool.query<ErasureRow>(
      `update erasure set next_ms = $2, state = 'running'
       where op = (
         select op from erasure where state <> 'done' and next_ms <= $1
         order by next_ms limit 1 for update skip locked)
       returning op, user_id, pseudonym, state, started_ms, done_ms`,
      [nowMs, untilMs],
    );
    const row = rows[0];
    return row && { op: row.op, user: row.user_id!, pseudonym: row.pseudonym };
  }

  async postpone(op: string, nextMs: number): Promise<void> {
    await this.#pool.query("update erasure set next_ms = $2 where op = $1", [op, nextMs]);
  }

  async isDone(op: string, step: Step, cell?: CellId): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      "select from erasure_step where op = $1 and step = $2 and state = 'done' and ($3::text is null or cell = $3)",
      [op, step, cell ?? null],
    );
    return rowCount !== null && rowCount > 0;
  }

  async record({ op, cell, step, state, counts }: StepResult): Promise<void> {
    await this.#pool.query(
      `insert into erasure_step (op, cell, step, state, counts) values ($1, $2, $3, $4, $5)
       on conflict (op, cell, step) do update set state = excluded.state, counts = excluded.counts`,
      [op, cell, step, state, JSON.stringify(counts)],
    );
  }

  /**
   * The user lives nowhere any more: the seat is free, in the target of a move as well, and cells that ask are told that there is
   * no such user. Locks in the registry's order.
   */
  async removePlacement(user: UserId): Promise<void> {
    await inTransaction(this.#pool, async (client) => {
      const { rows } = await client.query<{ cell: string; target: string | null }>(
        "delete from placement where thing_kind = 1 and thing = $1 returning cell, target",
        [user],
      );
      const seats = rows.flatMap(({ cell, target }) => (target === null ? [cell] : [cell, target]));
      await client.query("select from cell where id = any ($1) order by id for update", [seats]);
      await client.query("update cell set users = users - 1 where id = any ($1)", [seats]);
      await client.query("delete from operation where thing_kind = 1 and thing = $1", [user]);
    });
  }

  /** Forgets the name, and tells the backend. The hash stays. */
  async finish(op: string, nowMs: number): Promise<void> {
    await this.#pool.query("select finish_erasure($1, $2)", [op, nowMs]);
  }
}

function hashOf(user: UserId): Buffer {
  return createHash("sha256").update(user).digest();
}
