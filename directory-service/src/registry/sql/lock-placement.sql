-- $1 kind, $2 id
select thing_kind, thing, cell, epoch, op, state, placed_by
from placement
where thing_kind = $1 and thing = $2
for update
