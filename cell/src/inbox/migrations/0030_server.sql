-- What the application's backend asked for (docs/server-api.md).

-- Users of this cell who may not connect for now. Messages to them are kept.
create table suspension (
  user_id text collate "C" primary key,
  since_ms bigint not null
);
create index suspension_since on suspension (since_ms);

-- Changes of the backend that were made, by their Idempotency-Key: a repetition, however late, changes nothing. Kept for longer than a key is taken.
create table server_operation (
  op uuid primary key,
  -- SHA-256 of what was asked
  request bytea not null,
  answer jsonb,
  done_ms bigint not null
);
create index server_operation_done on server_operation (done_ms);

-- Users who were erased: their ids are never taken again, whatever tickets and statements of them are still about.
create table erased_user (
  -- SHA-256 of the id
  user_hash bytea primary key
);

-- Erasures under way here. Done: the names are gone, the counts stay.
-- step: leave (this is the home: devices, groups, media, what is owed) | purge (every cell). step_state: running | done.
create table erasure (
  op uuid primary key,
  user_id text collate "C",
  pseudonym text,
  step text not null,
  step_state text not null,
  counts jsonb not null default '{}',
  -- of the step
  since_ms bigint not null,
  -- Not looked at before: who works on it has claimed it until then.
  next_ms bigint not null
);

create function user_hash(p_user text) returns bytea
language sql immutable
return sha256(convert_to(p_user, 'UTF8'));

create function is_erased(p_user text) returns boolean
language sql stable
return exists (select from erased_user e where e.user_hash = user_hash(p_user));

-- Suspends (p_since_ms) or resumes (null) a user who lives here; false: they do not.
create function suspend_user(p_cell text, p_user text, p_since_ms bigint) returns boolean
language plpgsql as $$
begin
  -- Waits for devices that are being linked.
  perform from placement p where p.user_id = p_user and p.cell = p_cell for update;
  if not found then return false; end if;
  if p_since_ms is null then
    delete from suspension where user_id = p_user;
  else
    insert into suspension (user_id, since_ms) values (p_user, p_since_ms) on conflict do nothing;
  end if;
  return true;
end $$;

-- Whoever was erased is not remembered again, whatever is still on its way.
create function refuse_erased() returns trigger
language plpgsql as $$
begin
  return case when is_erased(new.user_id) then null else new end;
end $$;
create trigger placement_not_erased before insert on placement for each row execute function refuse_erased();

-- From now on nothing is stored for the user here.
create function begin_purge(p_user text) returns void
language sql as $$
  insert into erased_user (user_hash) values (user_hash(p_user)) on conflict do nothing;
  delete from placement where user_id = p_user;
$$;

-- Erases up to p_messages_max messages of one direct conversation of the user, and the conversation when that was the last of them, for both
-- who were in it. Answers how many; null: there is no such conversation.
create function erase_direct(p_user text, p_messages_max integer) returns integer
language plpgsql
set enable_seqscan = off
as $$
declare
  target conversation%rowtype;
  both_users text[];
  erased integer;
begin
  select c.* into target from member m join conversation c on c.id = m.conversation and c.kind = 0
  where m.user_id = p_user order by c.id limit 1 for update of c;
  if not found then return null; end if;
  both_users := array[target.user_a, target.user_b];
  delete from outbox o where o.conversation = target.id;
  delete from message m using (
    select x.id, x.sender from message x where x.conversation = target.id limit p_messages_max
  ) gone where m.id = gone.id and m.sender = gone.sender;
  get diagnostics erased = row_count;
  if erased = p_messages_max then return erased; end if;
  delete from held h where h.conversation = target.id;
  delete from receipt_due r where r.conversation = target.id;
  delete from cursor k where k.user_id = any (both_users) and k.conversation = target.id;
  delete from refusal r where r.user_id = any (both_users) and r.conversation = target.id;
  delete from hidden h where h.user_id = any (both_users) and h.conversation = target.id;
  delete from shown s where s.user_id = any (both_users) and s.conversation = target.id;
  delete from member m where m.user_id = any (both_users) and m.conversation = target.id;
  delete from conversation c where c.id = target.id;
  return erased;
end $$;

-- Puts the pseudonym in the place of the sender of up to p_messages_max messages of one group that the user was in, without what they said;
-- numbers and changes stay, or the others would miss them. Then forgets the membership. Answers how many; null: there is no such group.
create function erase_in_group(p_user text, p_pseudonym text, p_messages_max integer) returns integer
language plpgsql
set enable_seqscan = off
as $$
declare
  target bytea;
  head_term bigint;
  head_n bigint;
  erased integer;
begin
  select c.id, c.term, c.last_n into target, head_term, head_n from member m join conversation c on c.id = m.conversation and c.kind = 1
  where m.user_id = p_user order by c.id limit 1 for update of c;
  if not found then return null; end if;
  with renamed as (
    update message m
    set sender = p_pseudonym, headers = '', content = case when m.change is null then '' else m.content end
    from (
      select x.id, x.sender from message x where x.conversation = target and x.sender = p_user limit p_messages_max
    ) their
    where m.id = their.id and m.sender = their.sender
    returning m.id
  ), owed as (
    update outbox o set sender = p_pseudonym from renamed r where o.message_id = r.id and o.sender = p_user
  )
  select count(*) into erased from renamed;
  if erased = p_messages_max then return erased; end if;
  -- Who could not leave in time, since the cell that numbers the group is away, is out all the same, and somebody else is admin.
  perform remove_members(target, array[p_user], head_term, head_n);
  delete from member_before b where b.conversation = target and b.user_id = p_user;
  delete from member m where m.conversation = target and m.user_id = p_user;
  update group_state g set version = g.version + 1 where g.conversation = target;
  if exists (select from group_cell g where g.conversation = target) then perform refresh_group_cells(target); end if;
  return erased;
end $$;

-- Everything else that bears the user's name. Media go with the next sweep.
-- Capsules, when there are any, belong here.
create function erase_rest(p_user text, p_pseudonym text) returns void
language sql as $$
  delete from device where user_id = p_user;
  delete from prekey where user_id = p_user;
  delete from device_list where user_id = p_user;
  delete from push_subscription where user_id = p_user;
  delete from cursor where user_id = p_user;
  delete from refusal where user_id = p_user;
  delete from receipt_due where user_id = p_user;
  delete from hidden where user_id = p_user;
  delete from shown where user_id = p_user;
  delete from privacy where user_id = p_user;
  delete from person where p_user in (user_id, other);
  delete from last_seen where user_id = p_user;
  delete from budget where strpos(who, p_user) > 0;
  delete from suspension where user_id = p_user;
  delete from outbox where p_user in (sender, recipient);
  update media_object set owner = p_pseudonym, due_ms = 0 where owner = p_user;
$$;
