/**
 * A cell's database with users who have many conversations. Everybody stands in a ring and talks to the `conversations / 2`
 * next on either side; with the nearest `changed` of them there is a message that neither side's device has.
 */

import type { Stage } from "./stage.ts";

export interface SeedOptions {
  readonly cell: string;
  /** In the order of the ring. */
  readonly users: readonly string[];
  readonly device: string;
  readonly conversations: number;
  readonly changed: number;
  readonly contentBytes: number;
}

/** $1 users, $2 cell, $3 device, $4 neighbours on either side, $5 of them with something new, $6 bytes, $7 now */
const PAIRS = `
  create unlogged table seed_pair as
  select sha256(convert_to(least(u.id, v.id), 'utf8') || '\\x00' || convert_to(greatest(u.id, v.id), 'utf8')) as conversation,
    least(u.id, v.id) as a, greatest(u.id, v.id) as b, d.n <= $3::integer as changed
  from unnest($1::text[]) with ordinality as u (id, place)
  cross join generate_series(1, $2::integer) as d (n)
  join unnest($1::text[]) with ordinality as v (id, place)
    on v.place = (u.place - 1 + d.n) % cardinality($1::text[]) + 1`;
const STEPS = [
  `insert into conversation (id, user_a, user_b, numbering_user, resolved, last_n, known_n, updated_ms)
    select conversation, a, b, a, true, 1 + changed::integer, 1 + changed::integer, 1 from seed_pair`,
  `insert into member (user_id, conversation, delivered_term, delivered_n, read_term, read_n)
    select unnest(array[a, b]), conversation, 1, 1, 1, 1 from seed_pair`,
];

export async function seedConversations(stage: Stage, options: SeedOptions): Promise<void> {
  const { cell, users, device, conversations, changed, contentBytes } = options;
  const query = (text: string, values: readonly unknown[] = []) => stage.query(cell, text, values);
  const nowMs = Date.now();
  await query("insert into placement (user_id, cell, epoch) select unnest($1::text[]), $2, 1", [users, cell]);
  await query(
    "insert into device (user_id, device_id, store_id, linked_ms) select unnest($1::text[]), $2::text, $2::text || '-store', 1",
    [users, device],
  );
  await query(PAIRS, [users, conversations / 2, changed / 2]);
  for (const step of STEPS) await query(step);
  await query(
    `insert into cursor (user_id, device_id, conversation, delivered_term, delivered_n)
      select unnest(array[a, b]), $1, conversation, 1, 1 from seed_pair`,
    [device],
  );
  await query(
    `insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers)
      select (lpad(to_hex($1::bigint), 12, '0') || '7000' || '8000' || right(md5(random()::text), 12))::uuid,
        a, conversation, 1, 2, $1, 1, $2, decode(repeat('ab', $3), 'hex'), ''
      from seed_pair where changed`,
    [nowMs, device, contentBytes],
  );
  await query("drop table seed_pair");
  for (const table of ["conversation", "member", "cursor", "message", "placement", "device"]) {
    await query(`vacuum analyze ${table}`);
  }
}
