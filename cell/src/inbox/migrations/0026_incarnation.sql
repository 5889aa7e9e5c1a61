-- Which life of its storage this cell is in (docs/adr/0016): one row. Whatever copy of this database is put back has the row of an earlier life, and a
-- server that calls itself something else.
create table incarnation (
  is_only boolean primary key default true check (is_only),
  -- Whose database this is; null until a process of the cell has met it.
  cell text collate "C",
  generation bigint not null,
  -- Of the server on which this generation was granted.
  system_identifier text not null,
  timeline bigint not null,
  -- The last request for a generation, durable before it was sent, and the server that made it. Granted: generation = expected + 1.
  op uuid,
  expected bigint,
  asked_system_identifier text,
  asked_timeline bigint,
  -- The directory granted the generation that was asked for to another incarnation.
  is_superseded boolean not null default false,
  -- By the directory's clock. Tickets that it issued before say nothing of users who are not known here.
  granted_ms bigint not null default 0,
  -- What was accepted before is here; what was accepted later may have been lost when the storage went back.
  whole_until_ms bigint not null default 0,
  -- Up to which key (docs/directory.md) this generation has taken its users again. Null: all of them.
  taken_through text collate "C"
);

create function storage_identity(out system_identifier text, out timeline bigint)
language sql stable as $$
  select s.system_identifier::text, ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint
  from pg_control_system() s
$$;

insert into incarnation (generation, system_identifier, timeline) select 1, s.system_identifier, s.timeline from storage_identity() s;

-- Null: not known since the storage went back. Whoever lived here may have moved away meanwhile.
alter table placement alter column cell drop not null;
create index placement_unknown on placement (user_id) where cell is null;

-- Makes the request for the next generation durable, unless this very server has one under way already.
create function ask_for_generation(p_op uuid, p_expected bigint) returns void
language sql as $$
  update incarnation i
  set op = p_op, expected = p_expected, asked_system_identifier = s.system_identifier, asked_timeline = s.timeline, is_superseded = false
  from storage_identity() s
  where (i.asked_system_identifier, i.asked_timeline) is distinct from (s.system_identifier, s.timeline)
    and (i.system_identifier, i.timeline) is distinct from (s.system_identifier, s.timeline)
$$;

-- The directory has granted what p_op asked for. In one transaction with it ends what must not outlive the former generation: the
-- homes of users, and one-time keys, which may have been handed out since.
create function begin_generation(p_op uuid, p_granted_ms bigint) returns void
language plpgsql as $$
begin
  update incarnation i
  set generation = i.expected + 1, system_identifier = s.system_identifier, timeline = s.timeline, granted_ms = p_granted_ms,
    -- By what was accepted here: other cells name any time.
    whole_until_ms = least(p_granted_ms, coalesce((
      select m.accepted_ms from message m join placement p on p.user_id = m.sender and p.cell = i.cell order by m.id desc limit 1), 0)),
    taken_through = ''
  from storage_identity() s
  where i.op = p_op and i.generation <= i.expected
    and (i.asked_system_identifier, i.asked_timeline) = (s.system_identifier, s.timeline);
  if not found then return; end if;
  update placement p set cell = null from incarnation i where p.cell = i.cell;
  delete from prekey;
  -- Above what Redis remembers, as in 0007_link.sql.
  perform setval('connection_epoch', (extract(epoch from clock_timestamp()) * 1000000)::bigint);
end $$;
