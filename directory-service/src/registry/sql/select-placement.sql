-- $1 kind, $2 id
select thing_kind, thing, cell, epoch, generation, op, state, target, target_generation, placed_by
from placement
where thing_kind = $1 and thing = $2
