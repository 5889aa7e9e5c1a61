-- $1 kind (2 group, 3 channel), $2 id, $3 cell, $4 operation id. No row comes back when the cell does not take it. It holds no
-- seat, so the cell is locked only against a change of what it is. Locks in order: cell, revision, placement.
with home as (
  select generation from cell
  where id = $3 and state = 'ACTIVE' and schedulable and users < max_users
  for share
), stamp as (
  update revision set value = value + 1
  where exists (select from home)
  returning value
)
insert into placement (thing_kind, thing, cell, epoch, generation, op, state, placed_by, revision)
select $1, $2, $3, 1, home.generation, $4::uuid, 'ACTIVE', $4::uuid, stamp.value
from home, stamp
returning thing_kind, thing, cell, epoch, generation, op, state, target, target_generation, placed_by
