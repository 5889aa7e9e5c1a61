-- What is on its way to a cell. Parameters as in select-residents.sql.
select thing_kind, thing, cell, epoch, generation, op, state, target, target_generation, placed_by
from placement
where target = $1 and (thing_kind, thing) > ($2, $3)
order by thing_kind, thing
limit $4
