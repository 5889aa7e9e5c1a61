-- What the directory said last, so that a process which starts while the directory is down can go on. name: keys | cells.
create table directory_answer (
  name text primary key,
  content jsonb not null,
  kept_ms bigint not null
);
