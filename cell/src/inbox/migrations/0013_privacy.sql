-- Who learns what of the users who live here. A user who never changed anything has no row, and hides nothing.
-- Audiences: 0 everyone, 1 contacts, 2 nobody.
create table privacy (
  user_id text collate "C" primary key,
  version bigint not null default 0,
  last_seen smallint not null default 0,
  online smallint not null default 0,
  delivered smallint not null default 0,
  read_receipts_off boolean not null default false
);

-- list: 0 blocked, 1 contacts.
create table person (
  user_id text collate "C" not null,
  list smallint not null,
  other text collate "C" not null,
  primary key (user_id, list, other)
);

-- When the last socket of a user was closed, to the minute.
create table last_seen (
  user_id text collate "C" primary key,
  seen_ms bigint not null
) with (fillfactor = 80);

-- Numbers above `from` and not above `to` (null: the block goes on) that user_id does not get, unless the message is their own. A message
-- that came while its sender was blocked stays hidden afterwards. Who has a row here has a conversation with has_hidden.
create table hidden (
  user_id text collate "C" not null,
  conversation bytea not null,
  from_term bigint not null,
  from_n bigint not null,
  to_term bigint,
  to_n bigint,
  primary key (user_id, conversation, from_term, from_n)
);
alter table conversation add column has_hidden boolean not null default false;

-- What the other user of a direct conversation may know of user_id's marks, where that is not simply the marks. due_ms: when it catches up.
create table shown (
  user_id text collate "C" not null,
  conversation bytea not null,
  delivered_term bigint not null,
  delivered_n bigint not null,
  read_term bigint not null,
  read_n bigint not null,
  touched_ms bigint not null,
  due_ms bigint,
  primary key (user_id, conversation)
) with (fillfactor = 70);
create index shown_due on shown (due_ms) where due_ms is not null;

-- The marks of each member as the other user may know them.
create view shown_marks as
select m.user_id, m.conversation,
  coalesce(s.delivered_term, m.delivered_term) as delivered_term, coalesce(s.delivered_n, m.delivered_n) as delivered_n,
  coalesce(s.read_term, m.read_term) as read_term, coalesce(s.read_n, m.read_n) as read_n,
  coalesce(s.touched_ms, m.touched_ms) as touched_ms
from member m
left join shown s on s.user_id = m.user_id and s.conversation = m.conversation;

-- Ask only where the conversation has_hidden.
create function is_hidden(p_user text, p_conversation bytea, p_term bigint, p_n bigint) returns boolean
language sql stable as $$
  select exists (
    select from hidden h
    where h.user_id = p_user and h.conversation = p_conversation and (h.from_term, h.from_n) < (p_term, p_n)
      and (h.to_n is null or (p_term, p_n) <= (h.to_term, h.to_n)))
$$;

-- A mark of p_user as it may be shown: one inside a hidden run stands at the run's beginning.
create function visible_mark(p_user text, p_conversation bytea, p_term bigint, p_n bigint) returns bigint[]
language sql stable as $$
  select coalesce(min(array[h.from_term, h.from_n]), array[p_term, p_n])
  from hidden h
  where h.user_id = p_user and h.conversation = p_conversation and (h.from_term, h.from_n) < (p_term, p_n)
    and (h.to_n is null or (p_term, p_n) <= (h.to_term, h.to_n))
$$;

create function is_blocked(p_user text, p_other text) returns boolean
language sql stable as $$
  select exists (select from person p where p.user_id = p_user and p.list = 0 and p.other = p_other)
$$;

create function in_audience(p_audience smallint, p_user text, p_other text) returns boolean
language sql stable as $$
  select case p_audience
    when 0 then true
    when 1 then exists (select from person p where p.user_id = p_user and p.list = 1 and p.other = p_other)
    else false
  end
$$;

-- Whether p_user lets p_other see them. A block hides whatever the audiences say.
create function may_see(p_user text, p_other text, out online boolean, out last_seen boolean)
language sql stable as $$
  select p.user_id is null or (in_audience(p.online, p_user, p_other) and not is_blocked(p_user, p_other)),
    p.user_id is null or (in_audience(p.last_seen, p_user, p_other) and not is_blocked(p_user, p_other))
  from (select 1) one left join privacy p on p.user_id = p_user
$$;

-- false: somebody else changed the settings after p_version. The same change again is no conflict.
create function update_privacy(
  p_user text, p_version bigint, p_last_seen smallint, p_online smallint, p_delivered smallint, p_read_receipts_off boolean, p_late_ms bigint
) returns boolean
language plpgsql as $$
begin
  insert into privacy (user_id) values (p_user) on conflict do nothing;
  update privacy p
  set version = p.version + 1, last_seen = p_last_seen, online = p_online, delivered = p_delivered, read_receipts_off = p_read_receipts_off
  where p.user_id = p_user and p.version = p_version;
  if not found then
    return exists (
      select from privacy p
      where p.user_id = p_user and p.version = p_version + 1
        and (p.last_seen, p.online, p.delivered, p.read_receipts_off) = (p_last_seen, p_online, p_delivered, p_read_receipts_off));
  end if;
  -- What was held back is judged again.
  update shown s set due_ms = coalesce(s.due_ms, p_late_ms) where s.user_id = p_user;
  return true;
end $$;

-- From now on what p_other writes stays hidden, and p_other learns nothing of p_user's marks.
create function block_user(p_user text, p_other text, p_conversation bytea, p_numbering text) returns void
language plpgsql as $$
declare
  c conversation%rowtype;
begin
  insert into person (user_id, list, other) values (p_user, 0, p_other) on conflict do nothing;
  if not found then return; end if;
  -- The conversation must be there to say that it hides something.
  insert into conversation (id, user_a, user_b, numbering_user, resolved)
  values (
    p_conversation, least(p_user collate "C", p_other collate "C"), greatest(p_user collate "C", p_other collate "C"), p_numbering,
    exists (select from placement p where p.user_id = p_other))
  on conflict do nothing;
  insert into member (user_id, conversation) values (p_user, p_conversation), (p_other, p_conversation) on conflict do nothing;
  select * into c from conversation where id = p_conversation for update;
  update conversation set has_hidden = true where id = p_conversation;
  insert into shown (user_id, conversation, delivered_term, delivered_n, read_term, read_n, touched_ms)
  select m.user_id, m.conversation, m.delivered_term, m.delivered_n, m.read_term, m.read_n, m.touched_ms
  from member m where m.user_id = p_user and m.conversation = p_conversation
  on conflict (user_id, conversation) do update set due_ms = null;
  update hidden h set to_term = null, to_n = null
  where h.user_id = p_user and h.conversation = p_conversation and (h.to_term, h.to_n) = (c.term, c.last_n);
  if not found then
    insert into hidden (user_id, conversation, from_term, from_n) values (p_user, p_conversation, c.term, c.last_n);
  end if;
end $$;

-- What came until now stays hidden, also what is still missing below a number that is known.
create function unblock_user(p_user text, p_other text, p_conversation bytea) returns void
language plpgsql as $$
declare
  c conversation%rowtype;
begin
  delete from person where user_id = p_user and list = 0 and other = p_other;
  if not found then return; end if;
  select * into c from conversation where id = p_conversation for update;
  delete from hidden h
  where h.user_id = p_user and h.conversation = p_conversation and h.to_n is null and (h.from_term, h.from_n) = (c.term, c.known_n);
  update hidden h set to_term = c.term, to_n = c.known_n
  where h.user_id = p_user and h.conversation = p_conversation and h.to_n is null;
end $$;

-- false: the list would have more than p_max. Conversations and who numbers them: of p_add and p_remove, for list 0.
create function change_people(
  p_user text, p_list smallint, p_max integer, p_add text[], p_add_conversations bytea[], p_add_numbering text[],
  p_remove text[], p_remove_conversations bytea[]
) returns boolean
language plpgsql as $$
begin
  insert into privacy (user_id) values (p_user) on conflict do nothing;
  -- Serializes the changes of one user.
  perform from privacy p where p.user_id = p_user for update;
  if cardinality(p_add) > 0 and (
    select count(*) from (
      select p.other from person p where p.user_id = p_user and p.list = p_list union select unnest(p_add)
      except select unnest(p_remove)
    ) after) > p_max then
    return false;
  end if;
  if p_list = 0 then
    perform unblock_user(p_user, t.other, t.conversation)
    from (select * from unnest(p_remove, p_remove_conversations) as r (other, conversation) order by r.conversation) t;
    perform block_user(p_user, t.other, t.conversation, t.numbering)
    from (select * from unnest(p_add, p_add_conversations, p_add_numbering) as a (other, conversation, numbering) order by a.conversation) t;
  else
    delete from person where user_id = p_user and list = p_list and other = any (p_remove);
    insert into person (user_id, list, other) select p_user, p_list, unnest(p_add) on conflict do nothing;
  end if;
  return true;
end $$;
