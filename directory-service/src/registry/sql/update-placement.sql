-- The row is locked by lock-placement.sql. $1 user, $2 cell, $3 epoch, $4 operation id, $5 state.
with stamp as (
  update revision set value = value + 1 returning value
)
update placement set cell = $2, epoch = $3, op = $4::uuid, state = $5, revision = stamp.value
from stamp
where thing_kind = 1 and thing = $1
returning thing, cell, epoch, op, state
