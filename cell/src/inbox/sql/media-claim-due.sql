-- Whoever dies with a claim leaves it to be made again at $2.
update media_object o set state = 3, due_ms = $2
from (
  select hash from media_object where due_ms <= $1 order by due_ms limit $3 for update skip locked
) due
where o.hash = due.hash
returning o.hash
