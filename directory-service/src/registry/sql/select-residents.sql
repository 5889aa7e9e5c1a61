-- $1 cell, $2 kind and $3 id of the last thing of the former page (0 and '' for the first), $4 limit
select thing_kind, thing, cell, epoch, generation, op, state, target, target_generation, placed_by
from placement
where cell = $1 and (thing_kind, thing) > ($2, $3)
order by thing_kind, thing
limit $4
