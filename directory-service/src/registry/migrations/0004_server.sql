-- Erasures (docs/server-api.md). A row stays for good: by its hash the id is never given out again, and while the erasure runs no ticket is
-- issued. user_id is there until it is done.
create table erasure (
  op uuid primary key,
  user_id text collate "C",
  -- SHA-256 of the id
  user_hash bytea not null,
  pseudonym text collate "C" not null,
  state text not null check (state in ('pending', 'running', 'done')),
  started_ms bigint not null,
  done_ms bigint,
  -- Not looked at before: who works on it has claimed it until then.
  next_ms bigint not null
);
create unique index erasure_user on erasure (user_hash);
create index erasure_next on erasure (next_ms) where state <> 'done';

-- What each cell said. step: leave (the user's home), purge (every cell).
create table erasure_step (
  op uuid not null,
  cell text collate "C" not null,
  step text not null,
  state text not null check (state in ('running', 'done')),
  counts jsonb not null,
  primary key (op, cell, step)
);
