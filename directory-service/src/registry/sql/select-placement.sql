-- $1 user
select thing, cell, epoch, op, state
from placement
where thing_kind = 1 and thing = $1
