-- Raises the heads of these conversations over the numbers that now follow without a gap, and notes or clears their holes.
-- The caller holds their row locks.
create function advance_heads(p_conversations bytea[], p_now_ms bigint)
returns table (conversation bytea, term bigint, from_n bigint, to_n bigint)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with target as (
    select c.id, c.term, c.last_n as from_n, risen.to_n
    from conversation c
    cross join lateral (
      select coalesce(max(r.n), c.last_n) as to_n
      from (
        select m.n, row_number() over (order by m.n) as place from message m
        where m.conversation = c.id and m.term = c.term and m.n > c.last_n) r
      where r.n = c.last_n + r.place
    ) risen
    where c.id = any (p_conversations)
  ), raised as (
    update conversation c
    set last_n = t.to_n, known_n = greatest(c.known_n, t.to_n), updated_ms = p_now_ms,
      hole_since_ms = case when greatest(c.known_n, t.to_n) > t.to_n or c.later_term then coalesce(c.hole_since_ms, p_now_ms) end
    from target t where c.id = t.id
  )
  select t.id, t.term, t.from_n, t.to_n from target t where t.to_n > t.from_n;
  if exists (select from conversation c where c.id = any (p_conversations) and c.kind = 1) then
    perform apply_passed_changes(p_conversations);
  end if;
end $$;

-- The home of `p_user` has become known: conversations that waited for it are resolved. Where this cell is the authority,
-- waiting messages get their numbers in the order in which they were accepted; else their outbox rows get their destination.
create function resolve_waiting(p_cell text, p_user text, p_now_ms bigint)
returns table (conversation bytea, term bigint, from_n bigint, to_n bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  waiting bytea[];
  home text;
begin
  select p.cell into home from placement p where p.user_id = p_user;
  select array_agg(distinct o.conversation) into waiting from outbox o where o.recipient = p_user and o.destination is null;
  if home is null or waiting is null then return; end if;
  perform from conversation c where c.id = any (waiting) order by c.id for update;
  -- Rows that were waiting for the locks may have been committed since.
  update conversation c set resolved = true where c.id = any (waiting);

  with next as (
    select o.seq, o.conversation, o.message_id, o.sender, c.term,
      c.last_n + row_number() over (partition by o.conversation order by o.seq) as n
    from outbox o join conversation c on c.id = o.conversation
    join placement authority on authority.user_id = c.numbering_user and authority.cell = p_cell and authority.epoch = c.term
    -- A group is numbered where it was created: what was sent before that is refused there.
    where c.kind = 0 and o.conversation = any (waiting) and o.destination is null and o.parked_code is null
  ), numbered as (
    update message m set term = x.term, n = x.n, state = 1 from next x where m.id = x.message_id and m.sender = x.sender
  ), settled as (
    delete from outbox o using next x where home = p_cell and o.seq = x.seq
  )
  update conversation c set unsequenced = c.unsequenced - x.count, known_n = c.known_n + x.count
  from (select conversation, count(*) as count from next group by conversation) x where c.id = x.conversation;

  perform await_terms(p_cell, p_now_ms, waiting);
  if home <> p_cell then
    update outbox o set destination = home where o.conversation = any (waiting) and o.destination is null;
  end if;
  return query select * from advance_heads(waiting, p_now_ms);
end $$;

-- Takes a placement in when it is new or newer; always lets what waits for the user go on.
create function record_placement(p_cell text, p_user text, p_home text, p_epoch bigint, p_statement text, p_now_ms bigint)
returns table (conversation bytea, term bigint, from_n bigint, to_n bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  former text;
begin
  -- Conversations come before placements. One that is new since is locked below.
  perform from conversation c
  where c.id = any (array(
    select o.conversation from outbox o where o.recipient = p_user and o.destination is null
    union
    select m.conversation from member m where m.user_id = p_user and m.is_admin is not null and m.until_n is null))
  order by c.id for update;
  select p.cell into former from placement p where p.user_id = p_user for update;
  insert into placement as p (user_id, cell, epoch, statement) values (p_user, p_home, p_epoch, p_statement)
  on conflict (user_id) do update set cell = excluded.cell, epoch = excluded.epoch, statement = excluded.statement
  where p.epoch < excluded.epoch or (p.cell is null and p.epoch = excluded.epoch);
  if p_home <> p_cell then
    insert into lane (destination, lane) select p_home, generate_series(0, 15) on conflict do nothing;
  end if;
  -- What was meant for the former home follows the user.
  if former <> p_home then
    update outbox o set destination = p.cell
    from placement p
    where p.user_id = p_user and p.cell <> p_cell and o.recipient = p_user and o.destination <> p.cell and o.destination <> p_cell;
  end if;
  -- Who numbered here moved away: what waits for a term goes to where it is opened.
  if p_home <> p_cell then
    update outbox o set destination = p.cell
    from placement p, conversation c
    where p.user_id = p_user and p.cell <> p_cell and o.destination = p_cell and c.id = o.conversation and c.numbering_user = p_user;
  end if;
  if former is distinct from p_home then perform rehome_member(p_cell, p_user); end if;
  return query select * from resolve_waiting(p_cell, p_user, p_now_ms);
end $$;

-- Marks messages as refused and numbers the refusals per user. The caller holds the conversations' row locks.
create function refuse_messages(p_ids uuid[], p_senders text[], p_codes text[], p_now_ms bigint)
returns table (message_id uuid, conversation bytea, user_id text, code text, revision bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform from placement p where p.user_id = any (p_senders) order by p.user_id for update;
  return query
  with refused as (
    update message m set state = 2
    from unnest(p_ids, p_senders, p_codes) as t (id, sender, code)
    where m.id = t.id and m.sender = t.sender and m.state = 0
    returning m.id, m.conversation, m.sender, t.code
  ), numbered as (
    select r.*, p.refusal_revision + row_number() over (partition by r.sender order by r.id) as revision
    from refused r join placement p on p.user_id = r.sender
  ), counted as (
    update placement p set refusal_revision = p.refusal_revision + k.count
    from (select sender, count(*) as count from refused group by sender) k where p.user_id = k.sender
  ), fewer as (
    update conversation c set unsequenced = c.unsequenced - k.count
    from (select conversation, count(*) as count from refused group by conversation) k where c.id = k.conversation
  )
  insert into refusal (user_id, revision, message_id, conversation, code, refused_ms)
  select x.sender, x.revision, x.id, x.conversation, x.code, p_now_ms from numbered x
  returning message_id, conversation, user_id, code, revision;
end $$;

-- The directory knows no such user: what waits for it is refused.
create function refuse_recipient(p_user text, p_code text, p_now_ms bigint)
returns table (message_id uuid, conversation bytea, user_id text, code text, revision bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  ids uuid[];
  senders text[];
begin
  perform from conversation c
  where c.id in (select o.conversation from outbox o where o.recipient = p_user and o.destination is null)
  order by c.id for update;
  with gone as (
    delete from outbox o where o.recipient = p_user and o.destination is null returning o.message_id, o.sender
  )
  select array_agg(g.message_id), array_agg(g.sender) into ids, senders from gone g;
  if ids is null then return; end if;
  return query
  select * from refuse_messages(ids, senders, array_fill(p_code, array[cardinality(ids)]), p_now_ms);
end $$;
