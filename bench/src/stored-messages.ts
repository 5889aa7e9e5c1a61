/** A cell that is not new: messages of the last days, in conversations of other users than those of the load. */

import type { Stage } from "./stage.ts";

const PER_CONVERSATION = 100;
/** Rows of one statement: a commit each, so that none runs for minutes. */
const CONVERSATIONS_AT_ONCE = 2_000;
const DAYS = 6;
const DAY_MS = 24 * 3_600_000;

export interface StoredMessages {
  readonly cell: string;
  readonly count: number;
  readonly contentBytes: number;
}

/** $1 first pair, $2 last pair */
const PAIRS = `
  select sha256(convert_to(format('stored-%s-a', i), 'utf8') || '\\x00' || convert_to(format('stored-%s-b', i), 'utf8')) as id,
    format('stored-%s-a', i) as a, format('stored-%s-b', i) as b
  from generate_series($1::integer, $2::integer) as i`;

export async function storeMessages(stage: Stage, { cell, count, contentBytes }: StoredMessages): Promise<void> {
  const pairs = Math.ceil(count / PER_CONVERSATION);
  const nowMs = Date.now();
  for (let first = 1; first <= pairs; first += CONVERSATIONS_AT_ONCE) {
    const range = [first, Math.min(first + CONVERSATIONS_AT_ONCE - 1, pairs)];
    await stage.query(
      cell,
      `insert into conversation (id, user_a, user_b, numbering_user, resolved, last_n, known_n, updated_ms)
        select id, a, b, a, true, $3, $3, 1 from (${PAIRS}) pair`,
      [...range, PER_CONVERSATION],
    );
    await stage.query(
      cell,
      `insert into member (user_id, conversation) select unnest(array[a, b]), id from (${PAIRS}) pair`,
      range,
    );
    await stage.query(
      cell,
      `insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers)
        select (lpad(to_hex(at.ms), 12, '0') || '70008000' || right(md5(random()::text), 12))::uuid,
          a, pair.id, 1, n, at.ms, 1, 'phone', decode(repeat('ab', $4), 'hex'), ''
        from (${PAIRS}) pair cross join generate_series(1, $3::integer) as n
        cross join lateral (select $5::bigint - ($3 - n) * ($6::bigint / $3) - (random() * 1000)::bigint as ms) at`,
      [...range, PER_CONVERSATION, contentBytes, nowMs, DAYS * DAY_MS],
    );
  }
  for (const table of ["conversation", "member", "message"]) await stage.query(cell, `vacuum analyze ${table}`);
}
