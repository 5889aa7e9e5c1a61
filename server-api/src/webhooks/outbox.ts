/** Webhooks that are owed, in the Postgres in which what they tell of was written; tables and emit_webhook() are in its migrations. */

import type { Pool } from "pg";

export interface OwedWebhook {
  /** The same in every attempt: receivers tell repetitions by it. */
  readonly id: string;
  readonly type: string;
  readonly atMs: number;
  readonly data: unknown;
  /** That failed. */
  readonly attempts: number;
}

export interface EndpointState {
  readonly waiting: number;
  readonly isDisabled: boolean;
}

interface EventRow {
  id: string;
  type: string;
  at_ms: string;
  data: unknown;
  attempts: number;
}

export class WebhookOutbox {
  readonly #pool: Pick<Pool, "query">;

  constructor(pool: Pick<Pool, "query">) {
    this.#pool = pool;
  }

  /** From now on events are written. Another URL than before is tried, even if the former one was given up. */
  async open(url: string): Promise<void> {
    await this.#pool.query(
      `insert into webhook_endpoint as e (url) values ($1) on conflict (is_only) do update
       set url = excluded.url, failing_since_ms = null, disabled_ms = null where e.url <> excluded.url`,
      [url],
    );
  }

  /** Nothing is written, and what waited is forgotten. */
  async close(): Promise<void> {
    await this.#pool.query("delete from webhook_endpoint");
    await this.#pool.query("delete from webhook_event");
  }

  /** Those whose turn it is; nobody else gets them before `untilMs`. */
  async claim(request: { nowMs: number; untilMs: number; limit: number }): Promise<readonly OwedWebhook[]> {
    const { nowMs, untilMs, limit } = request;
    const { rows } = await this.#pool.query<EventRow>(
      `update webhook_event set next_ms = $2
       where id in (
         select id from webhook_event where next_ms <= $1 order by next_ms limit $3 for update skip locked)
       returning id, type, at_ms, data, attempts`,
      [nowMs, untilMs, limit],
    );
    return rows.map(({ at_ms: atMs, ...row }) => ({ ...row, atMs: Number(atMs) }));
  }

  async taken(id: string): Promise<void> {
    await this.#pool.query("delete from webhook_event where id = $1", [id]);
    await this.#pool.query("update webhook_endpoint set failing_since_ms = null where failing_since_ms is not null");
  }

  /** Answers since when nothing was taken. */
  async refused({ id, nowMs, nextMs }: { id: string; nowMs: number; nextMs: number }): Promise<number> {
    await this.#pool.query("update webhook_event set attempts = attempts + 1, next_ms = $2 where id = $1", [
      id,
      nextMs,
    ]);
    const { rows } = await this.#pool.query<{ failing_since_ms: string }>(
      "update webhook_endpoint set failing_since_ms = coalesce(failing_since_ms, $1) returning failing_since_ms",
      [nowMs],
    );
    return Number(rows[0]?.failing_since_ms ?? nowMs);
  }

  /** Gives the endpoint up, with what waits for it. @returns how much that was */
  async disable(nowMs: number): Promise<number> {
    await this.#pool.query("update webhook_endpoint set disabled_ms = $1 where disabled_ms is null", [nowMs]);
    return (await this.#pool.query("delete from webhook_event")).rowCount ?? 0;
  }

  async state(): Promise<EndpointState> {
    const { rows } = await this.#pool.query<{ waiting: string; disabled: boolean }>(
      `select (select count(*) from webhook_event) as waiting,
         exists (select from webhook_endpoint where disabled_ms is not null) as disabled`,
    );
    return { waiting: Number(rows[0]!.waiting), isDisabled: rows[0]!.disabled };
  }
}
