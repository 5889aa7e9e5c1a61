/**
 * Erasures in this cell: the directory asks for a step until it is told that it is done, a loop does it, whichever forwarder runs it.
 *
 *   asked ──▶ running ──runs──▶ done; of the purge, the names are gone with it
 */

import type { UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Answer } from "@cellwire/server-api/operations.ts";
import type { Handlers } from "@cellwire/server-api/serve.ts";
import type { Pool } from "pg";
import type { Counts, ErasureTask, Progress } from "./erasure-steps.ts";

type Step = "leave" | "purge";

/** Until another forwarder takes over from one that died. A run that takes longer is done twice, without harm. */
const CLAIM_MS = 15_000;
const AGAIN_MS = 500;
/** After a fault. */
const LATER_MS = 5_000;
const TASKS_PER_RUN_MAX = 16;

interface ErasureRow {
  op: string;
  user_id: UserId;
  pseudonym: UserId;
  step: Step;
  step_state: "running" | "done";
  counts: Counts;
  since_ms: string;
}

export interface CellErasuresOptions {
  readonly pool: Pool;
  readonly steps: Readonly<Record<Step, (task: ErasureTask) => Promise<Progress>>>;
  /** There is something to do. */
  readonly wake: () => void;
  readonly clock: Clock;
}

export class CellErasures {
  readonly #options: CellErasuresOptions;

  constructor(options: CellErasuresOptions) {
    this.#options = options;
  }

  get handlers(): Required<Pick<Handlers, "eraseHere">> {
    return { eraseHere: ({ params: { op }, body }) => this.ask({ op, ...body }) };
  }

  /** Begins the step, unless it was begun before; a later step does not go back to an earlier one. */
  async ask(asked: { op: string; user: UserId; pseudonym: UserId; step: Step }): Promise<Answer<"eraseHere">> {
    const { pool, wake, clock } = this.#options;
    const { op, user, pseudonym, step } = asked;
    await pool.query(
      `insert into erasure as e (op, user_id, pseudonym, step, step_state, since_ms, next_ms)
       values ($1, $2, $3, $4, 'running', $5, $5)
       on conflict (op) do update
       set step = excluded.step, step_state = 'running', since_ms = excluded.since_ms, next_ms = excluded.next_ms
       where e.step = 'leave' and excluded.step = 'purge'`,
      [op, user, pseudonym, step, clock.nowMs()],
    );
    const { rows } = await pool.query<ErasureRow>("select step, step_state, counts from erasure where op = $1", [op]);
    const row = rows[0]!;
    const state = row.step === step ? row.step_state : "done";
    if (state === "running") wake();
    return { state, counts: row.counts };
  }

  async runOnce(signal: AbortSignal): Promise<void> {
    for (let task = 0; task < TASKS_PER_RUN_MAX && !signal.aborted; task++) {
      const row = await this.#claim();
      if (!row) return;
      await this.#record(row, await this.#do(row));
    }
  }

  async #do({ op, user_id: user, pseudonym, step, since_ms: sinceMs }: ErasureRow): Promise<Progress> {
    const { pool, steps, clock } = this.#options;
    try {
      return await steps[step]({ op, user, pseudonym, sinceMs: Number(sinceMs) });
    } catch (error) {
      await pool.query("update erasure set next_ms = $2 where op = $1", [op, clock.nowMs() + LATER_MS]);
      throw error;
    }
  }

  async #claim(): Promise<ErasureRow | undefined> {
    const nowMs = this.#options.clock.nowMs();
    const { rows } = await this.#options.pool.query<ErasureRow>(
      `update erasure set next_ms = $2
       where op = (
         select op from erasure where step_state = 'running' and next_ms <= $1
         order by next_ms limit 1 for update skip locked)
       returning op, user_id, pseudonym, step, step_state, counts, since_ms`,
      [nowMs, nowMs + CLAIM_MS],
    );
    return rows[0];
  }

  async #record({ op, step, counts }: ErasureRow, { isDone, counts: more }: Progress): Promise<void> {
    const { pool, clock } = this.#options;
    const sum = { ...counts };
    for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
    const isOver = isDone && step === "purge";
    await pool.query(
      `update erasure
       set counts = $3, step_state = case when $4 then 'done' else step_state end, next_ms = $5,
         user_id = case when $6 then null else user_id end, pseudonym = case when $6 then null else pseudonym end
       where op = $1 and step = $2`,
      [op, step, JSON.stringify(sum), isDone, clock.nowMs() + AGAIN_MS, isOver],
    );
  }
}
