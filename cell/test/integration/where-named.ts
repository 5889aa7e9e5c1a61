/** Where a database has a text: the tables with a row that holds it, in whatever column, as text, in JSON or in bytes. */

import type { Pool } from "pg";

export async function whereNamed(pool: Pick<Pool, "query">, text: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by name`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const hit = await pool.query(
      `select from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0 limit 1`,
      [text, Buffer.from(text).toString("hex")],
    );
    if (hit.rowCount === 1) found.push(name);
  }
  return found;
}
