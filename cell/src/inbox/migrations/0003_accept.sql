-- Stores, deduplicates and numbers messages of this cell's users; p_* arrays are parallel, one element a message. No (id, sender)
-- may occur twice in one call. Separate statements, so that each sees what the locks waited for.
-- outcome: 1 sequenced, 2 accepted without a number, 3 refused before, 4 id conflict, 5 the sender does not live here. hidden: not for the
-- recipient, who has blocked the sender, or had when it came.
create function accept_batch(
  p_cell text, p_now_ms bigint, p_ids uuid[], p_senders text[], p_devices text[], p_recipients text[],
  p_conversations bytea[], p_numbering text[], p_contents bytea[], p_headers bytea[], p_accepted bigint[], p_traces text[]
) returns table (
  ord bigint, outcome smallint, term bigint, n bigint, recipient_here boolean, duplicate boolean, accepted_ms bigint,
  code text, revision bigint, hidden boolean
)
language plpgsql
-- Always by index, whatever the statistics of a young partition say.
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  with made as (
    insert into conversation (id, user_a, user_b, numbering_user, resolved)
    select distinct on (t.conversation)
      t.conversation, least(t.sender collate "C", t.recipient collate "C"), greatest(t.sender collate "C", t.recipient collate "C"), t.numbering,
      exists (select from placement p where p.user_id = t.recipient and p.cell is not null)
    from unnest(p_conversations, p_senders, p_recipients, p_numbering)
      as t (conversation, sender, recipient, numbering)
    where not exists (select from conversation c where c.id = t.conversation)
      and exists (select from placement p where p.user_id = t.sender and p.cell = p_cell)
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
    select t.*, c.term as conversation_term, c.last_n, c.unsequenced, c.has_hidden,
      -- Where nothing waits, a home that has become known since resolves the conversation.
      there.cell is not null and (c.resolved or c.unsequenced = 0) as resolved,
      c.id is not null and home.cell is not null as home,
      there.cell as recipient_cell,
      case when c.numbering_user = t.sender then home.cell is not null else there.cell = p_cell end as numbers_here,
      -- The term is the placement epoch of whoever has the numbering; another one has to be opened first.
      case when c.numbering_user = t.sender then home.epoch else there.epoch end = c.term as is_open
    from unnest(p_ids, p_senders, p_devices, p_recipients, p_conversations, p_contents, p_headers, p_accepted, p_traces)
      with ordinality as t (id, sender, device, recipient, conversation, content, headers, accepted_ms, traceparent, ord)
    left join conversation c on c.id = t.conversation
    left join placement home on home.user_id = t.sender and home.cell = p_cell
    left join placement there on there.user_id = t.recipient
  ), known as (
    select b.ord, b.recipient_cell, m.term, m.n, m.state, m.accepted_ms,
      case when b.has_hidden then is_hidden(b.recipient, b.conversation, m.term, m.n) else false end as hidden,
      m.conversation = b.conversation and m.content = b.content and m.sender_device = b.device as same
    from batch b join message m on m.id = b.id and m.sender = b.sender
  ), fresh as (
    select b.*,
      b.numbers_here and b.is_open and b.resolved and b.unsequenced = 0 as numbered,
      b.last_n + row_number() over (partition by b.conversation order by b.ord) as next_n
    from batch b
    where b.home and not exists (select from known k where k.ord = b.ord)
  ), stored as (
    insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers, traceparent)
    select f.id, f.sender, f.conversation, case when f.numbered then f.conversation_term end, case when f.numbered then f.next_n end,
      f.accepted_ms, case when f.numbered then 1 else 0 end, f.device, f.content, f.headers, f.traceparent
    from fresh f
    -- One order for all: batches that hold the same ids, in other conversations, must not wait for each other in a circle.
    order by f.id, f.sender
  ), owed as (
    insert into outbox (conversation, message_id, sender, recipient, destination, lane)
    select f.conversation, f.id, f.sender, f.recipient, case when f.resolved then case when f.numbers_here and not f.numbered then p_cell else f.recipient_cell end end, get_byte(f.conversation, 0) % 16
    from fresh f
    where not f.numbered or f.recipient_cell <> p_cell
    order by f.ord
  ), counted as (
    select f.conversation, count(*) filter (where f.numbered) as numbered, count(*) filter (where not f.numbered) as waiting,
      bool_or(f.resolved) as resolved, bool_or(f.numbers_here and not f.is_open) as opens
    from fresh f group by f.conversation
  ), moved as (
    update conversation c
    set last_n = c.last_n + k.numbered, known_n = c.known_n + k.numbered, unsequenced = c.unsequenced + k.waiting,
      resolved = k.resolved, opening_since_ms = case when k.opens then coalesce(c.opening_since_ms, p_now_ms) else c.opening_since_ms end,
      updated_ms = p_now_ms
    from counted k where c.id = k.conversation
  )
  select f.ord, case when f.numbered then 1::smallint else 2::smallint end,
    case when f.numbered then f.conversation_term end, case when f.numbered then f.next_n end,
    coalesce(f.recipient_cell = p_cell, false), false, f.accepted_ms, null::text, null::bigint,
    case when f.has_hidden then is_hidden(f.recipient, f.conversation, f.conversation_term, f.next_n) else false end
  from fresh f
  union all
  select k.ord,
    case when not k.same then 4 when k.state = 1 then 1 when k.state = 2 then 3 else 2 end::smallint,
    k.term, k.n, coalesce(k.recipient_cell = p_cell, false), true, k.accepted_ms, r.code, r.revision, k.hidden
  from known k
  left join refusal r on k.state = 2 and r.message_id = p_ids[k.ord] and r.user_id = p_senders[k.ord]
  union all
  select b.ord, 5::smallint, null, null, false, false, null, null, null, false
  from batch b
  where not b.home and not exists (select from known k where k.ord = b.ord);
end $$;
