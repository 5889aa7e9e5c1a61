-- The last revision given out. Every change takes the next one in its own transaction and so holds this row's lock
-- until it is committed: revisions become visible in their order, without the hole that a sequence leaves when a
-- lower number commits after a higher one, and a reader that pages by revision misses nothing.
-- The price is that changes commit one after the other. They are rare (a user is placed once); should that ever
-- bind, give each shard of the registry its own counter and page per shard.
create table revision (
  only_row boolean primary key default true check (only_row),
  value bigint not null
);
insert into revision (value) values (0);

create table cell (
  id text collate "C" primary key,
  region text not null,
  state text not null check (state in ('PROVISIONING', 'ACTIVE', 'DRAINING', 'SUSPECT', 'FENCED', 'FAILED', 'RETIRED')),
  schedulable boolean not null,
  max_users bigint not null check (max_users > 0),
  -- Counted in the transaction that places a user, so it is exact and a cell never overfills.
  users bigint not null default 0 check (users >= 0),
  weight integer not null check (weight between 1 and 1000),
  gateways jsonb not null,
  ingest_url text not null,
  public_keys jsonb not null,
  generation bigint not null,
  revision bigint not null
);
create unique index cell_revision on cell (revision);

create table placement (
  -- 1 user, 2 group, 3 channel
  thing_kind smallint not null check (thing_kind between 1 and 3),
  thing text collate "C" not null,
  cell text collate "C" not null references cell (id),
  epoch bigint not null check (epoch >= 1),
  op uuid not null,
  state text not null check (state in ('ACTIVE', 'MIGRATING')),
  revision bigint not null,
  constraint placement_thing primary key (thing_kind, thing)
);
create unique index placement_revision on placement (revision);
