/**
 * Weekly partitions of `message` and `channel_post`: made two weeks ahead, dropped whole when their newest id is older than what is promised
 * (30 days offline) plus 14 days of grace. Removal is DETACH CONCURRENTLY, then DROP, so that it never blocks traffic.
 */

import type { Clock } from "@cellwire/runtime/clock.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Pool } from "pg";

const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;
export const RETENTION_MS = (30 + 14) * DAY_MS;
/** Ids may be 7 days behind. */
const WEEKS_BEHIND = 1;
const WEEKS_AHEAD = 2;
const INTERVAL_MS = 3_600_000;
const LOCK_TIMEOUT_MS = 2_000;
const DROPS_PER_RUN_MAX = 4;

/** Partitioned by message id. */
const TABLES = ["message", "channel_post"] as const;
const PARTITIONS = `
  select c.relname as name, i.inhparent::regclass::text as parent, i.inhdetachpending as detaching
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = any ($1::regclass[])`;

interface Partition {
  readonly name: string;
  readonly parent: string;
  readonly detaching: boolean;
}

export interface RetentionOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  /** Messages that ended with their partition, still owed to other cells. */
  readonly onExpired: (owed: ExpiredOwed) => void;
  readonly log: Logger;
}

/** `copies` were numbered, `refused` were not: their senders are told. */
export interface ExpiredOwed {
  readonly copies: number;
  readonly refused: number;
}

export class Retention implements Service {
  readonly name = "retention";
  readonly #options: RetentionOptions;
  readonly #loop: Loop;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#loop = new Loop({
      name: this.name,
      intervalMs: INTERVAL_MS,
      log: options.log,
      runOnce: () => this.runOnce(),
    });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async runOnce(): Promise<void> {
    const { pool, clock } = this.#options;
    await ensurePartitions(pool, clock.nowMs());
    const { rows } = await pool.query<Partition>(PARTITIONS, [TABLES]);
    const expired = rows
      .filter(({ name }) => isExpired(name, clock.nowMs()))
      .toSorted((a, b) => a.name.localeCompare(b.name));
    for (const ofTable of Map.groupBy(expired, ({ parent }) => parent).values())
      for (const partition of ofTable.slice(0, DROPS_PER_RUN_MAX)) await this.#drop(partition);
  }

  async #drop({ name, parent, detaching }: Partition): Promise<void> {
    if (!detaching && parent === "message") await this.#expireOwed(name);
    const client = await this.#options.pool.connect();
    try {
      await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
      // A detach that was interrupted has to be finished before anything else.
      await client.query(`alter table ${parent} detach partition ${name} ${detaching ? "finalize" : "concurrently"}`);
      await client.query(`drop table ${name}`);
      this.#options.log.info({ name }, "expired partition dropped");
    } finally {
      client.release(true);
    }
  }

  /** What is owed must end while its messages can still be told apart. */
  async #expireOwed(partition: string): Promise<void> {
    const { pool, clock, onExpired, log } = this.#options;
    const endMs = (weekOf(partition)! + 1) * WEEK_MS;
    const { rows } = await pool.query<{ copies: string; refused: string }>(
      "select * from expire_owed(message_id_floor($1), $2)",
      [endMs, clock.nowMs()],
    );
    const owed = { copies: Number(rows[0]!.copies), refused: Number(rows[0]!.refused) };
    if (owed.copies + owed.refused === 0) return;
    log.warn({ partition, count: owed.copies, refused: owed.refused }, "messages expired that other cells never got");
    onExpired(owed);
  }
}

export async function ensurePartitions(pool: Pool, nowMs: number): Promise<void> {
  for (const table of TABLES)
    await pool.query("select ensure_partitions($1, $2, $3, $4)", [table, nowMs, WEEKS_BEHIND, WEEKS_AHEAD]);
}

/** Anything of another name is left alone. */
export function isExpired(partition: string, nowMs: number): boolean {
  const week = weekOf(partition);
  return week !== undefined && (week + 1) * WEEK_MS + RETENTION_MS <= nowMs;
}

/** Partition names carry their week, counted from the Unix epoch. */
function weekOf(partition: string): number | undefined {
  const week = /^(?:message|channel_post)_w(\d{1,6})$/.exec(partition)?.[1];
  return week === undefined ? undefined : Number(week);
}
