-- Claims free lanes that have rows to send, up to p_lanes_max of them, and makes batches of those of one destination: up to p_together
-- lanes each, which share a batch id from p_batches. The same destination and batch come once for each lane.
create function claim_lanes(p_batches text[], p_lanes_max integer, p_together integer, p_now_ms bigint, p_deadline_ms bigint)
returns table (destination text, batch text)
language sql
set enable_seqscan = off
as $$
  -- A claim that a crash undoes costs nothing: no flush for it.
  select set_config('synchronous_commit', 'off', true);
  with free as (
    select l.destination, l.lane
    from lane l
    -- The first row of a lane decides, whatever backlog is behind it.
    cross join lateral (
      select from outbox o
      where o.destination = l.destination and o.lane = l.lane and o.parked_code is null
        and not exists (
          select from held h where h.conversation = o.conversation and h.destination = l.destination and h.until_ms > p_now_ms)
      order by o.seq
      limit 1
    ) o
    where (l.batch is null or l.deadline_ms < p_now_ms) and l.not_before_ms <= p_now_ms
    order by l.not_before_ms, l.destination, l.lane
    limit p_lanes_max
    for update of l skip locked
  ), together as (
    select f.*, (row_number() over (partition by f.destination order by f.lane) - 1) / p_together as part from free f
  ), placed as (
    select t.*, dense_rank() over (order by t.destination, t.part) as place from together t
  )
  update lane l set batch = p_batches[p.place], deadline_ms = p_now_ms + p_deadline_ms, not_before_ms = p_now_ms
  from placed p where l.destination = p.destination and l.lane = p.lane and p.place <= cardinality(p_batches)
  returning l.destination, l.batch
$$;

-- Applies the destination's answers to rows of a claimed batch and frees its lanes. kind: 1 done (term, n), 2 refused (code),
-- 3 retry (after_ms), 4 parked (code). Answers nothing and changes nothing when the claim is stale.
create function settle_batch(
  p_batch text, p_now_ms bigint, p_seqs bigint[], p_kinds smallint[], p_terms bigint[], p_ns bigint[], p_codes text[], p_after_ms bigint[]
) returns table (
  kind text, conversation bytea, term bigint, from_n bigint, to_n bigint, message_id uuid, user_id text, code text, revision bigint
)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  touched bytea[];
  holed bytea[];
  refused_ids uuid[];
  refused_senders text[];
  refused_codes text[];
begin
  update lane l set batch = null where l.batch = p_batch;
  if not found then return; end if;

  -- What has its number already changes nothing in its conversation: no lock for it, which senders would wait for.
  select array_agg(distinct o.conversation) into touched
  from outbox o join message m on m.id = o.message_id and m.sender = o.sender
  where o.seq = any (p_seqs) and m.state = 0;
  if touched is null then
    -- All that a crash undoes is that copies are owed: they are sent again, and known. No flush for that.
    perform set_config('synchronous_commit', 'off', true);
  else
    perform from conversation c where c.id = any (touched) order by c.id for update;
  end if;

  return query
  with answer as materialized (
    select t.*, o.conversation, o.message_id, o.sender
    from unnest(p_seqs, p_kinds, p_terms, p_ns) as t (seq, kind, term, n) join outbox o on o.seq = t.seq
    where t.kind = 1
  ), sequenced as (
    update message m set term = a.term, n = a.n, state = 1
    from answer a where m.id = a.message_id and m.sender = a.sender and m.state = 0
    returning m.conversation, m.term, m.n
  ), numbered as (
    select s.conversation, count(*) as count, count(distinct s.n) as ns, max(s.n) as to_n, min(s.term) as from_term, max(s.term) as to_term
    from sequenced s group by s.conversation
  ), run as (
    -- Whole: as in ingest_batch. A group's head rises with its changes, below.
    select k.*, c.last_n as from_n,
      c.kind = 0 and c.known_n = c.last_n and k.ns = k.to_n - c.last_n and k.from_term = c.term and k.to_term = c.term as whole
    from numbered k join conversation c on c.id = k.conversation
  ), noted as (
    update conversation c
    set unsequenced = c.unsequenced - r.count, known_n = case when r.to_term = c.term then greatest(c.known_n, r.to_n) else c.known_n end,
      later_term = c.later_term or r.to_term > c.term,
      last_n = case when r.whole then r.to_n else c.last_n end, updated_ms = p_now_ms
    from run r where c.id = r.conversation
  ), gone as (
    delete from outbox o using answer a where o.seq = a.seq
  )
  select 'advance', r.conversation, r.to_term, r.from_n, r.to_n, null::uuid, null::text, null::text, null::bigint from run r where r.whole;

  if 3 = any (p_kinds) then
    delete from held h where h.until_ms < p_now_ms;
    insert into held (conversation, destination, until_ms)
    select o.conversation, o.destination, max(p_now_ms + t.after_ms)
    from unnest(p_seqs, p_kinds, p_after_ms) as t (seq, kind, after_ms) join outbox o on o.seq = t.seq
    where t.kind = 3 and o.destination is not null group by o.conversation, o.destination
    on conflict (conversation, destination) do update set until_ms = excluded.until_ms;
  end if;

  if 2 = any (p_kinds) or 4 = any (p_kinds) then
    -- A numbered copy cannot be refused: it is parked, where an operator sees it.
    update outbox o set parked_code = t.code
    from unnest(p_seqs, p_kinds, p_codes) as t (seq, kind, code), message m
    where o.seq = t.seq and m.id = o.message_id and m.sender = o.sender and (t.kind = 4 or (t.kind = 2 and m.state <> 0));

    with gone as (
      delete from outbox o using unnest(p_seqs, p_kinds, p_codes) as t (seq, kind, code)
      where o.seq = t.seq and t.kind = 2 and o.parked_code is null
      returning o.message_id, o.sender, t.code
    )
    select array_agg(g.message_id), array_agg(g.sender), array_agg(g.code) into refused_ids, refused_senders, refused_codes from gone g;
  end if;

  select array_agg(c.id) into holed from conversation c where c.id = any (touched) and (c.known_n > c.last_n or c.later_term or c.kind = 1);
  if holed is not null then
    return query
    select 'advance', a.conversation, a.term, a.from_n, a.to_n, null::uuid, null::text, null::text, null::bigint
    from advance_heads(holed, p_now_ms) a;
  end if;
  if refused_ids is not null then
    return query
    select 'refusal', r.conversation, null::bigint, null::bigint, null::bigint, r.message_id, r.user_id, r.code, r.revision
    from refuse_messages(refused_ids, refused_senders, refused_codes, p_now_ms) r;
  end if;
  return query select 'settled', null::bytea, null::bigint, null::bigint, null::bigint, null::uuid, null::text, null::text, null::bigint;
end $$;
