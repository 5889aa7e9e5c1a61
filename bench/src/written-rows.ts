/** What a cell's Postgres wrote, by its own statistics. */

import { setTimeout as delay } from "node:timers/promises";
import type { Stage } from "./stage.ts";

/** A process of Postgres reports what it wrote within a second, when it is idle. */
const REPORTED_MS = 2_500;
/** Partitions count as their table. */
const QUERY = `
  select regexp_replace(relname, '^message_.*', 'message') as "table", sum(n_tup_ins + n_tup_upd + n_tup_del)::text as rows
  from pg_stat_user_tables group by 1`;

/** Table → rows inserted, updated and deleted. */
export type WrittenRows = ReadonlyMap<string, number>;

/** All cells together, once everything until now is counted. */
export async function writtenRows(stage: Stage): Promise<WrittenRows> {
  await delay(REPORTED_MS);
  const sums = new Map<string, number>();
  for (const { id } of stage.cluster.cells)
    for (const { table, rows } of await stage.query<{ table: string; rows: string }>(id, QUERY))
      sums.set(table, (sums.get(table) ?? 0) + Number(rows));
  return sums;
}

export function writtenBetween(before: WrittenRows, after: WrittenRows): WrittenRows {
  const changes = [...after].map(([table, rows]) => [table, rows - (before.get(table) ?? 0)] as const);
  return new Map(changes.filter(([, rows]) => rows !== 0));
}
