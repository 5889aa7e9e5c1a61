-- The cell's generation that the placement was granted to; a statement means nothing to a later one.
alter table placement add column generation bigint;
update placement set generation = cell.generation from cell where cell.id = placement.cell;
alter table placement alter column generation set not null;

-- Where a move leads, and to which generation of it. While it is pending the target keeps a seat for a user.
alter table placement add column target text collate "C" references cell (id);
alter table placement add column target_generation bigint;
alter table placement add constraint placement_target
  check ((state = 'MIGRATING') = (target is not null) and (target is null) = (target_generation is null));

-- A drain pages through what lives in a cell; a restored target through what was on its way to it.
create index placement_cell on placement (cell, thing_kind, thing);
create index placement_incoming on placement (target, thing_kind, thing) where target is not null;

-- What became of each operation on each thing. It only goes from PENDING to one of the others. One operation id may stand for
-- a cohort of things. Rows are small, and nothing may remove one that somebody could still ask for: tombstones of cells
-- live as long.
create table operation (
  op uuid not null,
  -- as in placement
  thing_kind smallint not null,
  thing text collate "C" not null,
  kind text not null check (kind in ('move', 'replacement')),
  target text collate "C" not null references cell (id),
  outcome text not null check (outcome in ('PENDING', 'COMMITTED', 'ABORTED')),
  primary key (op, thing_kind, thing)
);

-- The operation that granted the cell's generation; null when its registration did.
alter table cell add column generation_op uuid;
