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
  changed_ms bigint not null
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
