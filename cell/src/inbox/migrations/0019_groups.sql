-- Groups as this cell knows them: its own, as their authority, and those that have members here.

create table group_state (
  conversation bytea primary key,
  title bytea not null,
  -- The newest change that is in it.
  changed_term bigint not null,
  changed_n bigint not null,
  -- Rises with every change that this cell takes in: what processes remember of members is as old as this.
  version bigint not null default 1,
  -- A change may be missing in it: it had expired when a hole was filled. It is asked for as a whole then.
  is_doubtful boolean not null default false
);
create index group_doubtful on group_state (conversation) where is_doubtful;

-- Times of members who came back later: (from, until].
create table member_before (
  user_id text collate "C" not null,
  conversation bytea not null,
  from_term bigint not null,
  from_n bigint not null,
  until_term bigint not null,
  until_n bigint not null,
  primary key (conversation, user_id, from_term, from_n)
);

-- At the authority: the cells that have members, its own included. Each gets one copy of a message.
create table group_cell (
  conversation bytea not null,
  cell text collate "C" not null,
  primary key (conversation, cell)
);

create function refresh_group_cells(p_conversation bytea) returns void
language plpgsql as $$
begin
  delete from group_cell g where g.conversation = p_conversation;
  insert into group_cell (conversation, cell)
  select distinct p_conversation, p.cell from member m join placement p on p.user_id = m.user_id
  where m.conversation = p_conversation and m.is_admin is not null and m.until_n is null and p.cell is not null;
end $$;

-- The home of p_user is another than before, or known for the first time: what the groups that they are in owe to cells, and what
-- processes remember of the members who live here, follows.
create function rehome_member(p_cell text, p_user text) returns void
language plpgsql as $$
declare
  groups constant bytea[] := array(
    select m.conversation from member m where m.user_id = p_user and m.is_admin is not null and m.until_n is null);
begin
  if cardinality(groups) = 0 then return; end if;
  perform from conversation c where c.id = any (groups) order by c.id for update;
  update group_state g set version = g.version + 1 where g.conversation = any (groups);
  perform refresh_group_cells(c.id) from conversation c join placement a on a.user_id = c.numbering_user and a.cell = p_cell
  where c.id = any (groups);
end $$;

-- Members of a group are changed in the order in which marks lock them too (0008_cursors.sql): nobody waits for somebody who waits for them.
create function lock_members(p_conversation bytea, p_users text[]) returns void
language sql as $$
  select from member m where m.conversation = p_conversation and m.user_id = any (p_users) order by m.user_id for update
$$;

-- Makes p_users members from the change (p_term, p_n) on. Their devices start there. Who was a member before keeps their marks: what was said
-- meanwhile is not for them, and what they had not read is as unread as it was.
create function add_members(p_conversation bytea, p_users text[], p_term bigint, p_n bigint, p_is_admin boolean) returns void
language plpgsql as $$
begin
  perform lock_members(p_conversation, p_users);
  insert into member_before (user_id, conversation, from_term, from_n, until_term, until_n)
  select m.user_id, m.conversation, m.from_term, m.from_n, m.until_term, m.until_n
  from member m where m.conversation = p_conversation and m.user_id = any (p_users) and m.until_n is not null
  on conflict do nothing;
  insert into member as m (user_id, conversation, delivered_term, delivered_n, read_term, read_n, is_admin, from_term, from_n)
  select u.user_id, p_conversation, p_term, p_n - 1, p_term, p_n - 1, p_is_admin, p_term, p_n - 1
  from unnest(p_users) as u (user_id)
  order by u.user_id
  on conflict (user_id, conversation) do update
  set is_admin = excluded.is_admin, from_term = excluded.from_term, from_n = excluded.from_n, until_term = null, until_n = null
  where m.until_n is not null;
  insert into cursor as k (user_id, device_id, conversation, delivered_term, delivered_n)
  select d.user_id, d.device_id, p_conversation, p_term, p_n - 1 from device d
  where d.user_id = any (p_users) and d.revoked_ms is null
  on conflict do nothing;
end $$;

-- Ends the membership of p_users with the change (p_term, p_n), which they still see. Without an admin the oldest member becomes one.
create function remove_members(p_conversation bytea, p_users text[], p_term bigint, p_n bigint) returns void
language plpgsql as $$
begin
  perform lock_members(p_conversation, p_users);
  update member m set until_term = p_term, until_n = p_n, until_ms = (select c.updated_ms from conversation c where c.id = p_conversation)
  where m.conversation = p_conversation and m.user_id = any (p_users) and m.is_admin is not null and m.until_n is null;
  if exists (
    select from member m where m.conversation = p_conversation and m.is_admin and m.until_n is null
  ) then return; end if;
  update member m set is_admin = true
  where m.conversation = p_conversation and m.user_id = (
    select o.user_id from member o
    where o.conversation = p_conversation and o.is_admin is not null and o.until_n is null
    order by o.from_term, o.from_n, o.user_id limit 1);
end $$;

-- Applies one change at its place, unless it is in the state already. Only a change that the authority numbered comes here, so the
-- result is the same in every cell.
create function apply_group_change(
  p_conversation bytea, p_term bigint, p_n bigint, p_sender text, p_change jsonb
) returns void
language plpgsql as $$
declare
  op constant text := p_change ->> 'op';
  named constant text[] := array(select jsonb_array_elements_text(p_change -> 'users'));
begin
  if op = 'create' then
    insert into group_state (conversation, title, changed_term, changed_n)
    values (p_conversation, decode(p_change ->> 'title', 'hex'), p_term, p_n)
    on conflict do nothing;
    if not found then return; end if;
    perform add_members(p_conversation, array[p_sender], p_term, p_n, true);
    perform add_members(p_conversation, array_remove(named, p_sender), p_term, p_n, false);
    return;
  end if;
  update group_state g
  set changed_term = p_term, changed_n = p_n, version = g.version + 1,
    title = case when op = 'rename' then decode(p_change ->> 'title', 'hex') else g.title end
  where g.conversation = p_conversation and (g.changed_term, g.changed_n) < (p_term, p_n);
  if not found then return; end if;
  case op
    when 'add' then perform add_members(p_conversation, named, p_term, p_n, false);
    when 'remove' then perform remove_members(p_conversation, named, p_term, p_n);
    when 'role' then
      update member m set is_admin = (p_change ->> 'isAdmin')::boolean
      where m.conversation = p_conversation and m.user_id = any (named) and m.is_admin is not null and m.until_n is null;
    else null;
  end case;
end $$;

-- Applies what the heads of these groups have passed. The caller holds their row locks. Where the creator lives in another cell than
-- the authority, their cell comes by the group here: the number of their own `create` is all that it is told.
create function apply_passed_changes(p_conversations bytea[]) returns void
language plpgsql as $$
declare
  passed record;
begin
  for passed in
    select m.conversation, m.term, m.n, m.sender, m.change
    from conversation c left join group_state g on g.conversation = c.id
    join message m on m.conversation = c.id and m.change is not null
      and (m.term, m.n) > (coalesce(g.changed_term, 0), coalesce(g.changed_n, 0)) and (m.term, m.n) <= (c.term, c.last_n)
    where c.id = any (p_conversations) and c.kind = 1
    order by m.conversation, m.term, m.n
  loop
    perform apply_group_change(passed.conversation, passed.term, passed.n, passed.sender, passed.change);
  end loop;
end $$;

-- Why the authority does not number this message (a code of the error catalogue), or null. p_change null: content.
create function group_refusal(p_conversation bytea, p_sender text, p_change jsonb, p_members_max integer) returns text
language plpgsql as $$
declare
  op constant text := p_change ->> 'op';
  named constant text[] := array(select jsonb_array_elements_text(p_change -> 'users'));
  sender_is_admin boolean;
  others integer;
begin
  if not exists (select from group_state g where g.conversation = p_conversation) then
    if op is distinct from 'create' then return 'UNKNOWN_GROUP'; end if;
    return case when cardinality(array_remove(named, p_sender)) + 1 > p_members_max then 'GROUP_FULL' end;
  end if;
  if op = 'create' then return 'GROUP_EXISTS'; end if;
  select m.is_admin into sender_is_admin from member m
  where m.conversation = p_conversation and m.user_id = p_sender and m.until_n is null;
  if sender_is_admin is null then return 'NOT_A_MEMBER'; end if;
  if p_change is null or (op = 'remove' and named = array[p_sender]) then return null; end if;
  if not sender_is_admin then return 'NOT_ADMIN'; end if;
  if op = 'add' then
    select count(*) into others from member m
    where m.conversation = p_conversation and m.is_admin is not null and m.until_n is null and m.user_id <> all (named);
    return case when others + cardinality(named) > p_members_max then 'GROUP_FULL' end;
  end if;
  if op = 'role' then
    if not exists (
      select from member m where m.conversation = p_conversation and m.user_id = any (named) and m.until_n is null
    ) then return 'CHANGE_INVALID'; end if;
    return case when not (p_change ->> 'isAdmin')::boolean and not exists (
      select from member m
      where m.conversation = p_conversation and m.is_admin and m.until_n is null and m.user_id <> all (named)
    ) then 'LAST_ADMIN' end;
  end if;
  return null;
end $$;

-- Takes over a group as its authority knows it: where this cell does not follow it, or doubts what it knows. p_until_ns: 0 for present members.
-- p_earlier_*: times of this cell's users before those of p_users.
create function install_group(
  p_cell text, p_from text, p_conversation bytea, p_thing text, p_title bytea, p_changed_term bigint, p_changed_n bigint,
  p_users text[], p_admins smallint[], p_joined_terms bigint[], p_joined_ns bigint[], p_until_terms bigint[], p_until_ns bigint[],
  p_earlier_users text[], p_earlier_joined_terms bigint[], p_earlier_joined_ns bigint[], p_earlier_until_terms bigint[], p_earlier_until_ns bigint[]
) returns void
language plpgsql as $$
begin
  if not exists (select from placement p where p.user_id = p_thing and p.cell = p_from) then return; end if;
  insert into conversation (id, kind, numbering_user, resolved)
  values (p_conversation, 1, p_thing, true)
  on conflict do nothing;
  perform from conversation c where c.id = p_conversation for update;
  -- Another batch may have been first, or a later change has come meanwhile.
  if exists (
    select from group_state g
    where g.conversation = p_conversation
      and case when g.is_doubtful then (p_changed_term, p_changed_n) < (g.changed_term, g.changed_n)
        else knows_group_at(p_cell, p_conversation, p_changed_term, p_changed_n) end
  ) then return; end if;
  insert into group_state as g (conversation, title, changed_term, changed_n)
  values (p_conversation, p_title, p_changed_term, p_changed_n)
  on conflict (conversation) do update
  set title = excluded.title, changed_term = excluded.changed_term, changed_n = excluded.changed_n, version = g.version + 1, is_doubtful = false;

  perform lock_members(p_conversation, array(select m.user_id from member m where m.conversation = p_conversation));
  -- Who is out by now was out at the newest change at the latest.
  update member m set until_term = p_changed_term, until_n = p_changed_n
  where m.conversation = p_conversation and m.until_n is null and m.user_id <> all (p_users);
  -- Of whom nothing is known here, marks and devices start with their first time.
  perform add_members(p_conversation, array[t.user_id], t.term, t.n, false)
  from (
    select distinct on (e.user_id) e.* from unnest(p_earlier_users, p_earlier_joined_terms, p_earlier_joined_ns) as e (user_id, term, n)
    order by e.user_id, e.term, e.n
  ) t
  where not exists (select from member m where m.conversation = p_conversation and m.user_id = t.user_id);
  perform add_members(p_conversation, array[t.user_id], t.term, t.n, t.is_admin = 1)
  from unnest(p_users, p_admins, p_joined_terms, p_joined_ns) as t (user_id, is_admin, term, n);
  update member m
  set is_admin = t.is_admin = 1, from_term = t.term, from_n = t.n - 1, until_term = nullif(t.until_term, 0), until_n = nullif(t.until_n, 0)
  from unnest(p_users, p_admins, p_joined_terms, p_joined_ns, p_until_terms, p_until_ns)
    as t (user_id, is_admin, term, n, until_term, until_n)
  where m.conversation = p_conversation and m.user_id = t.user_id;
  insert into member_before (user_id, conversation, from_term, from_n, until_term, until_n)
  select t.user_id, p_conversation, t.term, t.n - 1, t.until_term, t.until_n
  from unnest(p_earlier_users, p_earlier_joined_terms, p_earlier_joined_ns, p_earlier_until_terms, p_earlier_until_ns)
    as t (user_id, term, n, until_term, until_n)
  on conflict (conversation, user_id, from_term, from_n) do update set until_term = excluded.until_term, until_n = excluded.until_n;
  perform pass_unseen(p_cell, p_conversation);
end $$;

-- Lets the head pass the numbers that come next and are for nobody who lives here, as far as what is known of the group says so. The caller
-- holds the conversation's row lock.
create function pass_unseen(p_cell text, p_conversation bytea) returns void
language sql as $$
  update conversation c
  set term = next.place[1], last_n = next.place[2],
    known_n = case when c.term = next.place[1] then greatest(c.known_n, next.place[2]) else next.place[2] end
  from group_state g
  cross join lateral (
    -- The end of what this cell lacks nothing of: where a time begins, or the head when it lies in one.
    select min(greatest(array[t.from_term, t.from_n], array[h.term, h.last_n])) as place
    from conversation h
    join lateral (
      select m.user_id, m.from_term, m.from_n, m.until_term, m.until_n from member m where m.conversation = h.id and m.is_admin is not null
      union all
      select b.user_id, b.from_term, b.from_n, b.until_term, b.until_n from member_before b where b.conversation = h.id
    ) t on t.until_n is null or (t.until_term, t.until_n) > (h.term, h.last_n)
    join placement p on p.user_id = t.user_id and p.cell = p_cell
    where h.id = g.conversation
  ) next
  where c.id = p_conversation and g.conversation = c.id
    and next.place > array[c.term, c.last_n] and next.place <= array[g.changed_term, g.changed_n]
$$;

create function has_local_member(p_cell text, p_conversation bytea) returns boolean
language sql stable
return exists (
  select from member m join placement p on p.user_id = m.user_id and p.cell = p_cell
  where m.conversation = p_conversation and m.is_admin is not null and m.until_n is null);
