-- The row is locked by lock-placement.sql. $1 kind, $2 id, $3 cell, $4 epoch, $5 generation, $6 operation id, $7 state,
-- $8 target, $9 its generation.
with stamp as (
  update revision set value = value + 1 returning value
)
update placement set
  cell = $3,
  epoch = $4,
  generation = $5,
  op = $6::uuid,
  state = $7,
  target = $8,
  target_generation = $9,
  revision = stamp.value
from stamp
where thing_kind = $1 and thing = $2
returning thing_kind, thing, cell, epoch, generation, op, state, target, target_generation, placed_by
