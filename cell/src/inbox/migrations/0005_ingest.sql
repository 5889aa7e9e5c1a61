-- Messages from another cell: submissions (p_ns = 0) that want a number from this cell, and copies that carry the number that
-- their authority gave. outcome: 1 ack, 2 duplicate, 3 a user is unplaced, 4 a user lives elsewhere, 5 rejected (code).
-- from_n < to_n: the conversation's head rose by this batch. hidden: as in accept_batch.
create function ingest_batch(
  p_cell text, p_from text, p_now_ms bigint, p_ids uuid[], p_senders text[], p_devices text[], p_recipients text[],
  p_conversations bytea[], p_numbering text[], p_contents bytea[], p_headers bytea[], p_accepted bigint[], p_traces text[],
  p_terms bigint[], p_ns bigint[]
) returns table (
  ord bigint, outcome smallint, code text, subject text, statement text, conversation bytea, term bigint, n bigint,
  advanced_from bigint, advanced_to bigint, hidden boolean
)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  -- Placements as one snapshot saw them: one that is learned while this waits for a row lock must not turn "unplaced" into
  -- "rejected".
  sender_cells text[];
  sender_statements text[];
  recipient_cells text[];
  recipient_statements text[];
  welcome boolean[];
  -- the answers, in parallel arrays
  ords bigint[];
  outcomes smallint[];
  codes text[];
  subjects text[];
  statements text[];
  conversations bytea[];
  terms bigint[];
  ns bigint[];
  hiddens boolean[];
begin
  -- Who may say this: a sender of the calling cell, to a user of this cell, numbered by the right side.
  select array_agg(s.cell order by t.ord), array_agg(s.statement order by t.ord),
    array_agg(r.cell order by t.ord), array_agg(r.statement order by t.ord),
    array_agg(
    s.cell = p_from and r.cell = p_cell and case when t.n = 0 then t.numbering = t.recipient else t.numbering = t.sender end
    order by t.ord)
  into sender_cells, sender_statements, recipient_cells, recipient_statements, welcome
  from unnest(p_senders, p_recipients, p_numbering, p_ns) with ordinality as t (sender, recipient, numbering, n, ord)
  left join placement s on s.user_id = t.sender
  left join placement r on r.user_id = t.recipient;

  with made as (
    insert into conversation (id, user_a, user_b, numbering_user, resolved)
    select distinct on (t.conversation)
      t.conversation, least(t.sender collate "C", t.recipient collate "C"), greatest(t.sender collate "C", t.recipient collate "C"), t.numbering, true
    from unnest(p_conversations, p_senders, p_recipients, p_numbering, welcome)
      as t (conversation, sender, recipient, numbering, welcome)
    where t.welcome and not exists (select from conversation c where c.id = t.conversation)
    order by t.conversation
    on conflict do nothing
    returning id, user_a, user_b
  )
  insert into member (user_id, conversation)
  select unnest(array[user_a, user_b]), id from made
  on conflict do nothing;

  perform from conversation where id = any (p_conversations) order by id for update;

  with batch as (
    select t.*, coalesce(welcome[t.ord], false) as welcome, c.term as conversation_term, c.last_n, c.has_hidden,
      sender_cells[t.ord] as sender_cell, sender_statements[t.ord] as sender_statement,
      recipient_cells[t.ord] as recipient_cell, recipient_statements[t.ord] as recipient_statement
    from unnest(p_ids, p_senders, p_devices, p_recipients, p_conversations, p_contents, p_headers, p_accepted, p_traces, p_terms, p_ns)
      with ordinality
      as t (id, sender, device, recipient, conversation, content, headers, accepted_ms, traceparent, given_term, given_n, ord)
    left join conversation c on c.id = t.conversation
  ), known as (
    select b.ord, b.given_term, b.given_n, m.term, m.n, m.conversation = b.conversation and m.content = b.content as same
    from batch b join message m on m.id = b.id and m.sender = b.sender
    where b.welcome
  ), taken as materialized (
    select b.ord from batch b join message m on m.conversation = b.conversation and m.term = b.given_term and m.n = b.given_n
    where b.welcome and b.given_n > 0 and (m.id, m.sender) <> (b.id, b.sender)
  ), judged as materialized (
    -- known and taken are nearly always empty.
    select b.*, k.ord is not null as is_known,
      b.welcome and k.ord is null and x.ord is null and (b.given_n = 0 or b.given_term = b.conversation_term) as is_fresh
    from batch b left join known k on k.ord = b.ord left join taken x on x.ord = b.ord
  ), fresh as (
    select j.*, j.last_n + row_number() over (partition by j.conversation, j.given_n = 0 order by j.ord) as next_n
    from judged j where j.is_fresh
  ), stored as (
    insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers, traceparent)
    select f.id, f.sender, f.conversation, f.conversation_term, case when f.given_n = 0 then f.next_n else f.given_n end,
      f.accepted_ms, 1, f.device, f.content, f.headers, f.traceparent
    -- The order of accept_batch.
    from fresh f order by f.id, f.sender
  )
  select array_agg(a.ord), array_agg(a.outcome), array_agg(a.code), array_agg(a.subject), array_agg(a.statement),
    array_agg(a.conversation), array_agg(a.term), array_agg(a.n),
    array_agg(case when a.has_hidden then is_hidden(a.recipient, a.conversation, a.term, a.n) else false end)
  into ords, outcomes, codes, subjects, statements, conversations, terms, ns, hiddens
  from (
  select f.ord, 1::smallint as outcome, null as code, null as subject, null as statement, f.conversation, f.conversation_term as term, case when f.given_n = 0 then f.next_n else f.given_n end as n,
    f.recipient, f.has_hidden
  from fresh f
  union all
  select k.ord,
    case when not k.same or k.n is null or (k.given_n > 0 and (k.given_term, k.given_n) <> (k.term, k.n)) then 5::smallint else 2::smallint end,
    case when not k.same then 'ID_CONFLICT' when k.n is null or (k.given_n > 0 and (k.given_term, k.given_n) <> (k.term, k.n)) then 'FORGED_KEY' end,
    null, null, null::bytea, k.term, k.n, null, false
  from known k
  union all
  select j.ord,
    case when j.welcome then 5::smallint when j.sender_cell is null or j.recipient_cell is null then 3
      when j.sender_cell <> p_from or j.recipient_cell <> p_cell then 4 else 5 end,
    case when j.welcome then 'FORGED_KEY' else 'NOT_AUTHORITY' end,
    case when j.sender_cell is null or (j.recipient_cell is not null and j.sender_cell <> p_from) then j.sender else j.recipient end,
    case when j.sender_cell is null or (j.recipient_cell is not null and j.sender_cell <> p_from) then j.sender_statement else j.recipient_statement end,
    null::bytea, null, null, null, false
  from judged j
  where not j.is_known and not j.is_fresh
  ) a;

  update conversation c set known_n = greatest(c.known_n, k.n)
  from (
    select i.conversation, max(i.n) as n from unnest(conversations, ns) as i (conversation, n)
    where i.conversation is not null group by i.conversation
  ) k
  where c.id = k.conversation;

  return query
  with risen as materialized (
    select * from advance_heads(array_remove(conversations, null), p_now_ms)
  )
  select i.ord, i.outcome, i.code, i.subject, i.statement, i.conversation, i.term, i.n, a.from_n, a.to_n, i.hidden
  from unnest(ords, outcomes, codes, subjects, statements, conversations, terms, ns, hiddens)
    as i (ord, outcome, code, subject, statement, conversation, term, n, hidden)
  left join risen a on a.conversation = i.conversation;
end $$;
