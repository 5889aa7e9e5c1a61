-- $1 operation id, $2 kind and $3 id of the last thing of the former page (0 and '' for the first), $4 limit
select op, thing_kind, thing, kind, target, outcome
from operation
where op = $1::uuid and (thing_kind, thing) > ($2, $3)
order by thing_kind, thing
limit $4
