-- Numbered messages of p_conversation, pulled from its authority p_from: messages of its users are stored, this cell's own waiting ones
-- get their number. Numbers up to p_through that are not among them have expired, or were closed by a later term: who holds a message there
-- has it without a number. While a term is being opened, p_from is a cell of a member, and says what it holds. Anything that the caller may not
-- say is ignored.
create function fill_hole(
  p_cell text, p_from text, p_now_ms bigint, p_conversation bytea, p_through_term bigint, p_through_n bigint, p_ids uuid[], p_senders text[],
  p_devices text[], p_recipients text[], p_conversations bytea[], p_numbering text[], p_contents bytea[], p_headers bytea[],
  p_accepted bigint[], p_traces text[], p_terms bigint[], p_ns bigint[], p_changes text[]
) returns table (conversation bytea, term bigint, from_n bigint, to_n bigint)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  before conversation%rowtype;
  present conversation%rowtype;
begin
  select c.* into before from conversation c join placement p on p.user_id = c.numbering_user
  -- A term is the epoch of a placement: nobody makes one up.
  where c.id = p_conversation and p_through_term <= p.epoch and (
    p.cell = p_from
    -- The term that is being opened nobody else has.
    or (c.opening_since_ms is not null and p_through_term < p.epoch and p_from = any (holding_cells(c.id, p_cell))))
  for update of c;
  if before.id is null then return; end if;

  with pulled as (
    select t.*
    from unnest(p_ids, p_senders, p_devices, p_conversations, p_contents, p_headers, p_accepted, p_traces, p_terms, p_ns, p_changes)
      as t (id, sender, device, conversation, content, headers, accepted_ms, traceparent, term, n, change)
    where t.conversation = p_conversation and (before.kind = 1 or t.sender in (before.user_a, before.user_b))
      and (t.term, t.n) > (before.term, before.last_n) and (t.term = before.term or p_through_term >= t.term)
      and not exists (select from message m where m.conversation = t.conversation and m.term = t.term and m.n = t.n)
      -- Whoever takes a run back may have lost what their own users sent.
      and (before.opening_since_ms is not null or not never_sent_here(p_cell, t.sender, t.id))
  ), numbered as (
    update message m set term = x.term, n = x.n, state = 1
    from pulled x where m.id = x.id and m.sender = x.sender and m.state = 0 and m.content = x.content
    returning m.conversation, m.id, m.sender
  ), raised as (
    -- Its number was void.
    update message m set term = x.term, n = x.n
    from pulled x
    where m.id = x.id and m.sender = x.sender and m.state = 1 and m.content = x.content
      and m.conversation = p_conversation and (m.term, m.n) > (before.term, before.last_n) and m.term < x.term
  ), settled as (
    delete from outbox o using numbered k where o.message_id = k.id and o.sender = k.sender and o.conversation = k.conversation
  ), counted as (
    update conversation c set unsequenced = c.unsequenced - k.count
    from (select conversation, count(*) as count from numbered group by conversation) k where c.id = k.conversation
  )
  insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers, traceparent, change)
  select x.id, x.sender, x.conversation, x.term, x.n, x.accepted_ms, 1, x.device, x.content, x.headers, x.traceparent, x.change::jsonb
  from pulled x
  where not exists (select from message m where m.id = x.id and m.sender = x.sender)
  order by x.id, x.sender;

  if p_through_term > before.term then
    perform lose_numbers(
      p_cell, p_conversation, p_from,
      array(
        select (m.id, m.sender)::message_name from message m
        where m.conversation = p_conversation and m.state = 1 and m.term < p_through_term and (m.term, m.n) > (before.term, before.last_n)
          and not exists (select from unnest(p_terms, p_ns) as t (term, n) where (t.term, t.n) = (m.term, m.n))));
    update conversation c
    set term = p_through_term, last_n = p_through_n,
      known_n = greatest(p_through_n, (select max(m.n) from message m where m.conversation = c.id and m.term = p_through_term)),
      later_term = exists (select from message m where m.conversation = c.id and m.term > p_through_term)
    where c.id = p_conversation;
  else
    update conversation c set last_n = p_through_n, known_n = greatest(c.known_n, p_through_n)
    where c.id = p_conversation and c.term = p_through_term and c.last_n < p_through_n;
  end if;
  -- A number that is missing may have been a change.
  if before.kind = 1 and (
    p_through_term > before.term or p_through_n - before.last_n > (
      select count(*) from message m
      where m.conversation = p_conversation and m.term = before.term and m.n > before.last_n and m.n <= p_through_n)
  ) then
    update group_state g set is_doubtful = true
    where g.conversation = p_conversation and exists (select from placement p where p.user_id = before.numbering_user and p.cell = p_from);
  end if;
  perform from advance_heads(array[p_conversation], p_now_ms);

  select c.* into present from conversation c where c.id = p_conversation;
  if present.term = before.term then
    if present.last_n > before.last_n then return query select p_conversation, present.term, before.last_n, present.last_n; end if;
    return;
  end if;
  return query
  select p_conversation, m.term, min(m.n) - 1, max(m.n) from message m
  where m.conversation = p_conversation and (m.term, m.n) > (before.term, before.last_n) and (m.term, m.n) <= (present.term, present.last_n)
  group by m.term;
end $$;
