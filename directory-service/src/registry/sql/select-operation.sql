-- $1 operation id, $2 kind and $3 id of the thing
select op, thing_kind, thing, kind, target, outcome
from operation
where op = $1::uuid and thing_kind = $2 and thing = $3
