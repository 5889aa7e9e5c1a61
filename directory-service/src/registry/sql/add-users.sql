-- The row is locked by lock-cells.sql. $1 cell, $2 how many more users it holds a seat for.
update cell set users = users + $2 where id = $1
