-- What may be told of the marks of these users in their direct conversations, where anything is held back.
-- delivered: 0 now, 1 later (to those who may not see that the user is online), 2 never.
create function receipt_rules(p_users text[], p_conversations bytea[])
returns table (user_id text, conversation bytea, peer text, has_hidden boolean, delivered smallint, shows_read boolean)
language sql stable as $$
  select r.* from (
    select t.user_id, t.conversation, pair.peer, c.has_hidden,
      case
        when own.user_id is null then 0
        when is_blocked(t.user_id, pair.peer) or not in_audience(own.delivered, t.user_id, pair.peer) then 2
        when s.due_ms is not null or not in_audience(own.online, t.user_id, pair.peer) then 1
        else 0
      end::smallint as delivered,
      not (coalesce(own.read_receipts_off, false) or coalesce(theirs.read_receipts_off, false)) as shows_read
    from (select distinct * from unnest(p_users, p_conversations) as u (user_id, conversation)) t
    join conversation c on c.id = t.conversation and c.user_a is not null
    cross join lateral (select case when c.user_a = t.user_id then c.user_b else c.user_a end as peer) pair
    left join privacy own on own.user_id = t.user_id
    left join privacy theirs on theirs.user_id = pair.peer and theirs.read_receipts_off
    left join shown s on own.user_id is not null and s.user_id = t.user_id and s.conversation = t.conversation
    where own.user_id is not null or theirs.user_id is not null
  ) r
  where r.delivered > 0 or not r.shows_read
    or exists (select from shown s where s.user_id = r.user_id and s.conversation = r.conversation)
$$;

-- As record_cursors; the peer of a user who holds something back is told what may be told, in rows of their own. p_late_ms: when what comes
-- later comes.
create function record_marks(
  p_cell text, p_now_ms bigint, p_users text[], p_devices text[], p_conversations bytea[],
  p_delivered_terms bigint[], p_delivered_ns bigint[], p_read_terms bigint[], p_read_ns bigint[], p_late_ms bigint
) returns table (
  invalid_ord bigint, conversation bytea, user_id text, peer text, delivered_term bigint, delivered_n bigint, read_term bigint, read_n bigint,
  peer_here boolean
)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  users text[];
  conversations bytea[];
  delivered smallint[];
  shows_read boolean[];
  owed bytea[];
begin
  select array_agg(r.user_id), array_agg(r.conversation), array_agg(r.delivered), array_agg(r.shows_read)
  into users, conversations, delivered, shows_read
  from receipt_rules(p_users, p_conversations) r;
  if users is null then
    return query
    select * from record_cursors(p_cell, p_now_ms, p_users, p_devices, p_conversations, p_delivered_terms, p_delivered_ns, p_read_terms, p_read_ns);
    return;
  end if;
  -- The marks before they rise.
  insert into shown (user_id, conversation, delivered_term, delivered_n, read_term, read_n, touched_ms)
  select m.user_id, m.conversation, m.delivered_term, m.delivered_n, m.read_term, m.read_n, m.touched_ms
  from unnest(users, conversations) as t (user_id, conversation)
  join member m on m.user_id = t.user_id and m.conversation = t.conversation
  order by m.conversation, m.user_id
  on conflict do nothing;
  -- What may be told already stays owed.
  select array_agg(d.conversation || d.user_id::bytea) into owed
  from unnest(users, conversations) as t (user_id, conversation)
  join receipt_due d on d.user_id = t.user_id and d.conversation = t.conversation;

  return query
  select k.invalid_ord, k.conversation, k.user_id, k.peer, k.delivered_term, k.delivered_n, k.read_term, k.read_n,
    k.peer_here and not exists (select from unnest(users, conversations) as t (u, c) where t.u = k.user_id and t.c = k.conversation)
  from record_cursors(p_cell, p_now_ms, p_users, p_devices, p_conversations, p_delivered_terms, p_delivered_ns, p_read_terms, p_read_ns) k;

  delete from receipt_due d
  using unnest(users, conversations) as t (user_id, conversation)
  where d.user_id = t.user_id and d.conversation = t.conversation and d.conversation || d.user_id::bytea <> all (coalesce(owed, '{}'));
  update shown s set due_ms = p_late_ms
  from unnest(users, conversations, delivered) as t (user_id, conversation, delivered)
  where s.user_id = t.user_id and s.conversation = t.conversation and t.delivered = 1 and s.due_ms is null;
  return query
  select null::bigint, k.*
  from show_marks(
    p_cell, p_now_ms,
    array(select t.u from unnest(users, delivered) as t (u, delivered) where t.delivered = 0),
    array(select t.c from unnest(conversations, delivered) as t (c, delivered) where t.delivered = 0),
    array(select t.r from unnest(shows_read, delivered) as t (r, delivered) where t.delivered = 0)) k;
end $$;

-- Raises what may be known of these marks to the marks; answers what rose, and makes it due for peers elsewhere.
create function show_marks(p_cell text, p_now_ms bigint, p_users text[], p_conversations bytea[], p_shows_read boolean[])
returns table (
  conversation bytea, user_id text, peer text, delivered_term bigint, delivered_n bigint, read_term bigint, read_n bigint, peer_here boolean
)
language plpgsql as $$
#variable_conflict use_column
declare
  owed bytea[];
begin
  -- A report of the former marks that is being confirmed right now must not confirm these: it waits for this lock, or finds its row gone.
  perform from member m
  where (m.user_id, m.conversation) in (select * from unnest(p_users, p_conversations))
  order by m.conversation, m.user_id for update;
  with gone as (
    delete from receipt_due d using unnest(p_users, p_conversations) as t (user_id, conversation)
    where d.user_id = t.user_id and d.conversation = t.conversation
    returning d.conversation || d.user_id::bytea as pair
  )
  select array_agg(g.pair) into owed from gone g;
  return query
  with wanted as (
    select m.user_id, m.conversation, case when c.user_a = m.user_id then c.user_b else c.user_a end as peer,
      case when c.has_hidden then visible_mark(m.user_id, m.conversation, m.delivered_term, m.delivered_n)
        else array[m.delivered_term, m.delivered_n] end as delivered,
      case when not t.shows_read then array[0, 0]::bigint[]
        when c.has_hidden then visible_mark(m.user_id, m.conversation, m.read_term, m.read_n)
        else array[m.read_term, m.read_n] end as read
    from unnest(p_users, p_conversations, p_shows_read) as t (user_id, conversation, shows_read)
    join member m on m.user_id = t.user_id and m.conversation = t.conversation
    join conversation c on c.id = t.conversation
  ), risen as (
    update shown s
    set delivered_term = (greatest(array[s.delivered_term, s.delivered_n], w.delivered))[1],
      delivered_n = (greatest(array[s.delivered_term, s.delivered_n], w.delivered))[2],
      read_term = (greatest(array[s.read_term, s.read_n], w.read))[1],
      read_n = (greatest(array[s.read_term, s.read_n], w.read))[2],
      touched_ms = p_now_ms
    from wanted w
    where s.user_id = w.user_id and s.conversation = w.conversation
      and (array[s.delivered_term, s.delivered_n] < w.delivered or array[s.read_term, s.read_n] < w.read)
    returning s.*, w.peer
  ), due as (
    insert into receipt_due (conversation, user_id, destination)
    select w.conversation, w.user_id, p.cell
    from wanted w
    left join risen r on r.conversation = w.conversation and r.user_id = w.user_id
    join placement p on p.user_id = w.peer and p.cell <> p_cell
    where r.user_id is not null or w.conversation || w.user_id::bytea = any (owed)
    on conflict do nothing
  )
  select r.conversation, r.user_id, r.peer, r.delivered_term, r.delivered_n, r.read_term, r.read_n, p.cell is not null
  from risen r left join placement p on p.user_id = r.peer and p.cell = p_cell;
end $$;

-- Shows marks whose time has come, at most p_limit. Answers as show_marks.
create function release_marks(p_cell text, p_now_ms bigint, p_limit integer)
returns table (
  conversation bytea, user_id text, peer text, delivered_term bigint, delivered_n bigint, read_term bigint, read_n bigint, peer_here boolean
)
language plpgsql as $$
#variable_conflict use_column
declare
  users text[];
  conversations bytea[];
begin
  select array_agg(d.user_id), array_agg(d.conversation) into users, conversations
  from (select s.user_id, s.conversation from shown s where s.due_ms <= p_now_ms order by s.due_ms limit p_limit) d;
  -- In the order of record_marks: members first. Who waited here finds nothing due any more.
  perform from member m
  where (m.user_id, m.conversation) in (select * from unnest(users, conversations))
  order by m.conversation, m.user_id for update;
  with cleared as (
    update shown s set due_ms = null
    from unnest(users, conversations) as d (user_id, conversation)
    where s.user_id = d.user_id and s.conversation = d.conversation and s.due_ms <= p_now_ms
    returning s.user_id, s.conversation
  )
  select array_agg(c.user_id), array_agg(c.conversation) into users, conversations from cleared c;
  if users is null then return; end if;
  return query
  with told as (
    select array_agg(r.user_id) as users, array_agg(r.conversation) as conversations, array_agg(r.shows_read) as shows_read
    from receipt_rules(users, conversations) r where r.delivered < 2
  )
  select k.* from told t cross join lateral show_marks(p_cell, p_now_ms, t.users, t.conversations, t.shows_read) k;
end $$;

-- As take_receipts; who sends no read receipts of their own takes none in.
create function take_marks(
  p_cell text, p_from text, p_now_ms bigint, p_conversations bytea[], p_users text[],
  p_delivered_terms bigint[], p_delivered_ns bigint[], p_read_terms bigint[], p_read_ns bigint[]
) returns table (
  ord bigint, changed boolean, conversation bytea, user_id text, peer text,
  delivered_term bigint, delivered_n bigint, read_term bigint, read_n bigint
)
language plpgsql as $$
declare
  read_terms bigint[];
  read_ns bigint[];
begin
  select array_agg(case when p.user_id is null then t.term else 0 end order by t.ord), array_agg(case when p.user_id is null then t.n else 0 end order by t.ord)
  into read_terms, read_ns
  from unnest(p_conversations, p_users, p_read_terms, p_read_ns) with ordinality as t (conversation, user_id, term, n, ord)
  left join conversation c on c.id = t.conversation
  left join privacy p on p.user_id = case when c.user_a = t.user_id then c.user_b else c.user_a end and p.read_receipts_off;
  return query
  select * from take_receipts(p_cell, p_from, p_now_ms, p_conversations, p_users, p_delivered_terms, p_delivered_ns, read_terms, read_ns);
end $$;
