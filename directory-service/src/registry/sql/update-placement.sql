-- The row is locked by lock-placement.sql. $1 kind, $2 id, $3 cell, $4 epoch, $5 operation id, $6 state.
with stamp as (
  update revision set value = value + 1 returning value
)
update placement set cell = $3, epoch = $4, op = $5::uuid, state = $6, revision = stamp.value
from stamp
where thing_kind = $1 and thing = $2
returning thing_kind, thing, cell, epoch, op, state, placed_by
