-- $1 cell
update cell set users = users - 1 where id = $1
