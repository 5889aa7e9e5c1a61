-- Messages from another cell: submissions (p_ns = 0) that want a number from this cell, and copies that carry the number that
-- their authority gave. outcome: 1 ack, 2 duplicate, 3 a user is unplaced, 4 a user lives elsewhere, 5 rejected (code), 8 the term is not open
-- yet, or a number of a later one comes before what it closes.
-- A row without ord is about no message: the conversation's head rose by this batch. hidden: as in accept_batch.
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
  sender_epochs bigint[];
  recipient_cells text[];
  recipient_statements text[];
  recipient_epochs bigint[];
  welcome boolean[];
  holed bytea[];
begin
  -- Who may say this: a sender of the calling cell, to a user of this cell, numbered by the right side.
  select array_agg(s.cell order by t.ord), array_agg(s.statement order by t.ord), array_agg(s.epoch order by t.ord),
    array_agg(r.cell order by t.ord), array_agg(r.statement order by t.ord), array_agg(r.epoch order by t.ord),
    array_agg(
    s.cell = p_from and r.cell = p_cell and case when t.n = 0 then t.numbering = t.recipient else t.numbering = t.sender end
    order by t.ord)
  into sender_cells, sender_statements, sender_epochs, recipient_cells, recipient_statements, recipient_epochs, welcome
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

  return query
  with batch as (
    select t.*, c.term as conversation_term, c.last_n, c.known_n, c.has_hidden
    from unnest(p_ids, p_senders, p_devices, p_recipients, p_conversations, p_contents, p_headers, p_accepted, p_traces, p_terms, p_ns,
      array(select coalesce(w, false) from unnest(welcome) w), sender_cells, sender_statements, sender_epochs, recipient_cells, recipient_statements,
      recipient_epochs)
      with ordinality
      as t (id, sender, device, recipient, conversation, content, headers, accepted_ms, traceparent, given_term, given_n,
        welcome, sender_cell, sender_statement, sender_epoch, recipient_cell, recipient_statement, recipient_epoch, ord)
    left join conversation c on c.id = t.conversation
  ), known as (
    select b.ord, b.given_term, b.given_n, b.conversation_term, b.last_n, m.term, m.n, m.conversation = b.conversation and m.content = b.content as same
    from batch b join message m on m.id = b.id and m.sender = b.sender
    where b.welcome
  ), taken as materialized (
    select b.ord from batch b join message m on m.conversation = b.conversation and m.term = b.given_term and m.n = b.given_n
    -- Above what was heard of nothing is stored.
    where b.welcome and b.given_n > 0 and (b.given_n <= b.known_n or b.given_term > b.conversation_term) and (m.id, m.sender) <> (b.id, b.sender)
  ), judged as materialized (
    -- known and taken are nearly always empty.
    select b.*, k.ord is not null as is_known,
      b.welcome and k.ord is null and x.ord is null
        and case when b.given_n = 0 then b.recipient_epoch = b.conversation_term else b.given_term between b.conversation_term and b.sender_epoch end as is_fresh
    from batch b left join known k on k.ord = b.ord left join taken x on x.ord = b.ord
  ), fresh as materialized (
    select j.*, case when j.given_n > 0 then j.given_n
      else j.last_n + row_number() over (partition by j.conversation, j.given_n = 0 order by j.ord) end as n,
      case when j.given_n > 0 then j.given_term else j.conversation_term end as term
    from judged j where j.is_fresh
  ), stored as (
    insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers, traceparent)
    select f.id, f.sender, f.conversation, f.term, f.n, f.accepted_ms, 1, f.device, f.content, f.headers, f.traceparent
    -- The order of accept_batch.
    from fresh f order by f.id, f.sender
  ), run as (
    -- Whole: right above the head, with nothing missing and nothing beyond. The head rises with it.
    select f.conversation, f.conversation_term as term, f.last_n as from_n, max(f.n) filter (where f.term = f.conversation_term) as to_n,
      bool_or(f.term > f.conversation_term) as later,
      not bool_or(f.term > f.conversation_term) and f.known_n = f.last_n and count(distinct f.n) = max(f.n) - f.last_n as whole
    from fresh f group by f.conversation, f.conversation_term, f.last_n, f.known_n
  ), moved as (
    update conversation c
    set known_n = greatest(c.known_n, r.to_n), last_n = case when r.whole then r.to_n else c.last_n end,
      later_term = c.later_term or r.later, updated_ms = p_now_ms
    from run r where c.id = r.conversation
  ), unopened as (
    update conversation c set opening_since_ms = coalesce(c.opening_since_ms, p_now_ms)
    where c.id in (select j.conversation from judged j where j.welcome and not j.is_known and not j.is_fresh and j.given_n = 0)
  )
  select f.ord, 1::smallint, null, null, null, f.conversation, f.term, f.n, null::bigint, null::bigint,
    case when f.has_hidden then is_hidden(f.recipient, f.conversation, f.term, f.n) else false end
  from fresh f
  union all
  select null, null, null, null, null, r.conversation, r.term, null, r.from_n, r.to_n, false from run r where r.whole
  union all
  select k.ord,
    case when not k.same or k.n is null then 5
      -- Its number is void: what it is taken for by now comes with the opening of the term.
      when k.given_n > 0 and k.given_term > k.term and (k.term, k.n) > (k.conversation_term, k.last_n) then 8
      when k.given_n > 0 and (k.given_term, k.given_n) <> (k.term, k.n) then 5 else 2 end::smallint,
    case when not k.same then 'ID_CONFLICT' when k.n is null or (k.given_n > 0 and (k.given_term, k.given_n) <> (k.term, k.n)) then 'FORGED_KEY' end,
    null, null, null::bytea, k.term, k.n, null, null, false
  from known k
  union all
  select j.ord,
    case when j.welcome and j.given_n = 0 then 8 when j.welcome and j.given_term < j.conversation_term then 2
      when j.welcome then 5 when j.sender_cell is null or j.recipient_cell is null then 3
      when j.sender_cell <> p_from or j.recipient_cell <> p_cell then 4 else 5 end::smallint,
    -- A term is the epoch of a placement, which the directory may have given out since.
    case when j.welcome and (j.given_n = 0 or j.given_term <= j.sender_epoch) then 'FORGED_KEY' else 'NOT_AUTHORITY' end,
    case when j.sender_cell is null or (j.recipient_cell is not null and j.sender_cell <> p_from) then j.sender else j.recipient end,
    case when j.sender_cell is null or (j.recipient_cell is not null and j.sender_cell <> p_from) then j.sender_statement else j.recipient_statement end,
    null::bytea, nullif(j.given_term, 0), nullif(j.given_n, 0), null, null, false
  from judged j
  where not j.is_known and not j.is_fresh;

  select array_agg(c.id) into holed from conversation c where c.id = any (p_conversations) and (c.known_n > c.last_n or c.later_term);
  if holed is not null then
    return query
    select null::bigint, null::smallint, null::text, null::text, null::text, a.conversation, a.term, null::bigint, a.from_n, a.to_n, false
    from advance_heads(holed, p_now_ms) a;
  end if;
end $$;
