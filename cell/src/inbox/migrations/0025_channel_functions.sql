-- What changes channels. p_cell is this cell; a channel that it does not number counts as unknown where the authority is meant.

-- The same operation again changes nothing. Answers a code of the error catalogue; empty: done.
create function create_channel(p_cell text, p_channel text, p_op uuid, p_owner text, p_title bytea, p_now_ms bigint) returns text
language plpgsql as $$
declare
  new_ref integer;
begin
  insert into channel (id, authority, op, title, active_ms) values (p_channel, p_cell, p_op, p_title, p_now_ms)
  on conflict (id) do nothing returning ref into new_ref;
  if new_ref is not null then
    insert into channel_poster (channel_ref, user_id, role) values (new_ref, p_owner, 3);
    return '';
  end if;
  return case when exists (
    select from channel c join channel_poster p on p.channel_ref = c.ref and p.user_id = p_owner and p.role = 3
    where c.id = p_channel and c.op = p_op
  ) then '' else 'CHANNEL_EXISTS' end;
end $$;

-- p_title empty: it stays. Role 0 takes one away; the owner's stays.
create function change_channel(p_cell text, p_channel text, p_by text, p_title bytea, p_users text[], p_roles smallint[], p_posters_max integer)
returns text
language plpgsql as $$
declare
  target integer;
begin
  select c.ref into target from channel c where c.id = p_channel and c.authority = p_cell for update;
  if not found then return 'UNKNOWN_CHANNEL'; end if;
  if not exists (select from channel_poster p where p.channel_ref = target and p.user_id = p_by and p.role >= 2) then
    return 'NOT_POSTER';
  end if;
  if (select count(*) from (
    select p.user_id from channel_poster p where p.channel_ref = target and p.user_id <> all (p_users)
    union all
    select u from unnest(p_users, p_roles) as g (u, r) where r > 0
  ) after) > p_posters_max then return 'POSTERS_FULL'; end if;
  if length(p_title) > 0 then update channel set title = p_title where ref = target; end if;
  delete from channel_poster p using unnest(p_users, p_roles) as g (u, r)
  where p.channel_ref = target and p.user_id = g.u and g.r = 0 and p.role < 3;
  insert into channel_poster as p (channel_ref, user_id, role)
  select target, g.u, g.r from unnest(p_users, p_roles) as g (u, r) where g.r > 0
  on conflict (channel_ref, user_id) do update set role = excluded.role where p.role < 3;
  return '';
end $$;

-- Numbers and stores a post. is_new false: it was here before, and is answered as then.
create function post_to_channel(p_cell text, p_channel text, p_id uuid, p_sender text, p_content bytea, p_now_ms bigint)
returns table (code text, term bigint, n bigint, accepted_ms bigint, is_new boolean)
language plpgsql as $$
#variable_conflict use_column
declare
  target channel%rowtype;
  present channel_post%rowtype;
begin
  -- The one point of serialization.
  select c.* into target from channel c where c.id = p_channel and c.authority = p_cell for update;
  if not found then return query select 'UNKNOWN_CHANNEL', 0::bigint, 0::bigint, 0::bigint, false; return; end if;
  select p.* into present from channel_post p where p.id = p_id and p.sender = p_sender and p.channel_ref = target.ref;
  if found then
    return query select case when present.content = p_content then '' else 'ID_CONFLICT' end,
      present.term, present.n, present.accepted_ms, false;
    return;
  end if;
  if not exists (select from channel_poster r where r.channel_ref = target.ref and r.user_id = p_sender) then
    return query select 'NOT_POSTER', 0::bigint, 0::bigint, 0::bigint, false;
    return;
  end if;
  -- The storage went back: numbers of before may be known elsewhere.
  if target.term < (select i.generation from incarnation i) then
    target.term := (select i.generation from incarnation i);
    target.last_n := 0;
  end if;
  target.last_n := target.last_n + 1;
  insert into channel_post (id, channel_ref, term, n, sender, content, accepted_ms)
  values (p_id, target.ref, target.term, target.last_n, p_sender, p_content, p_now_ms);
  update channel c set term = target.term, last_n = target.last_n, active_ms = p_now_ms where c.ref = target.ref;
  return query select '', target.term, target.last_n, p_now_ms, true;
end $$;

-- Begins to hold a channel that p_authority numbers, from its present head on. Nothing when it is held already.
create function follow_channel(p_channel text, p_authority text, p_title bytea, p_term bigint, p_n bigint, p_subscribers bigint, p_now_ms bigint)
returns void
language sql as $$
  insert into channel as c (id, authority, title, term, last_n, base_term, base_n, active_ms, is_followed, subscribers)
  values (p_channel, p_authority, p_title, p_term, p_n, p_term, p_n, p_now_ms, true, p_subscribers)
  on conflict (id) do update
  set title = excluded.title, term = excluded.term, last_n = excluded.last_n, base_term = excluded.term, base_n = excluded.last_n,
    is_followed = true, subscribers = excluded.subscribers
  where not c.is_followed and c.authority = excluded.authority and (excluded.term, excluded.last_n) >= (c.term, c.last_n)
$$;

-- What the authority has numbered after (p_after_term, p_after_n), ascending. False: the head here is another by now, and nothing is written.
-- Posts of weeks that have no partition any more are left out: they have expired.
create function take_posts(
  p_channel text, p_after_term bigint, p_after_n bigint, p_head_term bigint, p_head_n bigint, p_now_ms bigint,
  p_ids uuid[], p_terms bigint[], p_ns bigint[], p_senders text[], p_contents bytea[], p_accepted_ms bigint[]) returns boolean
language plpgsql as $$
declare
  target channel%rowtype;
begin
  select c.* into target from channel c where c.id = p_channel and c.is_followed for update;
  if not found or (target.term, target.last_n) <> (p_after_term, p_after_n) then return false; end if;
  insert into channel_post (id, channel_ref, term, n, sender, content, accepted_ms)
  select g.id, target.ref, g.term, g.n, g.sender, g.content, g.accepted_ms
  from unnest(p_ids, p_terms, p_ns, p_senders, p_contents, p_accepted_ms) as g (id, term, n, sender, content, accepted_ms)
  where to_regclass('channel_post_w' || (('x' || translate(left(g.id::text, 13), '-', ''))::bit(48)::bigint / (7 * 24 * 3600 * 1000))) is not null
  on conflict do nothing;
  update channel c set term = p_head_term, last_n = p_head_n, active_ms = p_now_ms where c.ref = target.ref;
  return true;
end $$;

-- Answers a code; empty: the user is subscribed. UNKNOWN_CHANNEL: it is neither numbered nor followed here.
create function subscribe_channel(p_cell text, p_channel text, p_user text, p_max integer) returns text
language plpgsql as $$
declare
  target channel%rowtype;
begin
  select c.* into target from channel c where c.id = p_channel;
  if not found then return 'UNKNOWN_CHANNEL'; end if;
  if target.authority <> p_cell then
    -- Not while it is given up.
    select c.* into target from channel c where c.id = p_channel for share;
    if not target.is_followed then return 'UNKNOWN_CHANNEL'; end if;
  end if;
  if (select count(*) from subscription s where s.user_id = p_user and s.channel_ref <> target.ref) >= p_max then
    return 'SUBSCRIPTIONS_FULL';
  end if;
  insert into subscription (user_id, channel_ref, read_term, read_n) values (p_user, target.ref, target.term, target.last_n)
  on conflict do nothing;
  if found then
    insert into subscriber_count as k (channel_ref, part, subscribers) values (target.ref, abs(hashtext(p_user) % 16), 1)
    on conflict (channel_ref, part) do update set subscribers = k.subscribers + 1;
  end if;
  return '';
end $$;

create function unsubscribe_channel(p_channel text, p_user text) returns boolean
language plpgsql as $$
declare
  target constant integer := (select c.ref from channel c where c.id = p_channel);
begin
  delete from subscription s where s.user_id = p_user and s.channel_ref = target;
  if not found then return false; end if;
  update subscriber_count k set subscribers = k.subscribers - 1
  where k.channel_ref = target and k.part = abs(hashtext(p_user) % 16);
  return true;
end $$;

-- Of a user: never back, never beyond the head. Answers whether it moved; null: not subscribed.
create function mark_channel_read(p_channel text, p_user text, p_term bigint, p_n bigint) returns boolean
language plpgsql as $$
declare
  target channel%rowtype;
begin
  select c.* into target from channel c where c.id = p_channel;
  if (p_term, p_n) > (target.term, target.last_n) then
    p_term := target.term;
    p_n := target.last_n;
  end if;
  update subscription s set read_term = p_term, read_n = p_n
  where s.user_id = p_user and s.channel_ref = target.ref and (s.read_term, s.read_n) < (p_term, p_n);
  if found then return true; end if;
  return case when exists (select from subscription s where s.user_id = p_user and s.channel_ref = target.ref) then false end;
end $$;

-- As the authority: what another cell says of its subscribers. Answers what that cell may know, whether it reports or gives up.
create function report_subscribers(p_cell text, p_from text, p_channels text[], p_counts bigint[])
returns table (id text, title bytea, term bigint, n bigint, subscribers bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  delete from channel_cell k using channel c, unnest(p_channels, p_counts) as g (id, subscribers)
  where c.id = g.id and c.authority = p_cell and k.channel_ref = c.ref and k.cell = p_from and g.subscribers = 0;
  insert into channel_cell as k (channel_ref, cell, subscribers)
  select c.ref, p_from, g.subscribers from unnest(p_channels, p_counts) as g (id, subscribers)
  join channel c on c.id = g.id and c.authority = p_cell where g.subscribers > 0 order by c.ref
  on conflict (channel_ref, cell) do update set subscribers = excluded.subscribers where k.subscribers <> excluded.subscribers;
  return query select c.id, c.title, c.term, c.last_n, channel_subscribers(c.ref)
  from channel c where c.id = any (p_channels) and c.authority = p_cell;
end $$;

-- In all cells, as far as they have reported.
create function channel_subscribers(p_ref integer) returns bigint
language sql stable
return (select coalesce(sum(k.subscribers), 0) from subscriber_count k where k.channel_ref = p_ref)::bigint
  + (select coalesce(sum(k.subscribers), 0) from channel_cell k where k.channel_ref = p_ref)::bigint;

-- The authority has been told that nobody is subscribed here. Somebody may be by now.
create function give_up_channels(p_channels text[]) returns void
language sql as $$
  update channel c set is_followed = false
  where c.id = any (p_channels) and c.is_followed
    and (select coalesce(sum(k.subscribers), 0) from subscriber_count k where k.channel_ref = c.ref) = 0
$$;
