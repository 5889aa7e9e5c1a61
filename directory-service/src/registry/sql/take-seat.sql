-- $1 cell
update cell set users = users + 1 where id = $1 and users < max_users returning id
