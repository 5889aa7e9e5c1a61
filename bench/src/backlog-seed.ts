/** Messages that wait for devices which were away when they were sent. */

import type { Stage } from "./stage.ts";
import { queryAt } from "./stage.ts";

export interface Backlog {
  readonly cell: string;
  readonly users: readonly string[];
  /** Of each user, each with another one whom no device belongs to. */
  readonly conversations: number;
  /** In each conversation. */
  readonly messages: number;
  readonly contentBytes: number;
}

/** $1 users, $2 conversations of each */
const PAIRS = `
  create unlogged table backlog_pair as
  select sha256(convert_to(least(u, w), 'utf8') || '\\x00' || convert_to(greatest(u, w), 'utf8')) as conversation,
    u as reader, w as writer, least(u, w) as a, greatest(u, w) as b
  from unnest($1::text[]) as u cross join generate_series(1, $2::integer) as i
  cross join lateral (select format('%s~%s', u, i) as w) other`;
/** The last hours. */
const SPACING_MS = 10;

/** The users' homes and devices are known already. */
export async function seedBacklog(stage: Stage, { cell, users, ...backlog }: Backlog): Promise<void> {
  const url = stage.cell(cell).postgresUrl;
  const query = (text: string, values: readonly unknown[] = []) => queryAt(url, text, values);
  const { conversations, messages, contentBytes } = backlog;
  await query(PAIRS, [users, conversations]);
  await query("insert into placement (user_id, cell, epoch) select writer, $1, 1 from backlog_pair", [cell]);
  await query(
    `insert into conversation (id, user_a, user_b, numbering_user, resolved, last_n, known_n, updated_ms)
      select conversation, a, b, a, true, $1, $1, $2 from backlog_pair`,
    [messages, Date.now()],
  );
  await query(
    `insert into member (user_id, conversation, touched_ms) select unnest(array[a, b]), conversation, $1 from backlog_pair`,
    [Date.now()],
  );
  await query(
    `insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers)
      select (lpad(to_hex(at.ms), 12, '0') || '70008000' || right(md5(random()::text), 12))::uuid,
        writer, conversation, 1, n, at.ms, 1, 'phone', decode(repeat('ab', $2), 'hex'), ''
      from backlog_pair cross join generate_series(1, $1::integer) as n
      cross join lateral (select $3::bigint - ($1 - n) * $4::integer as ms) at`,
    [messages, contentBytes, Date.now(), SPACING_MS],
  );
  await query("drop table backlog_pair");
  for (const table of ["conversation", "member", "message", "placement"]) await query(`vacuum analyze ${table}`);
}
