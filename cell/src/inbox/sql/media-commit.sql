update media_object set state = 2, due_ms = greatest(due_ms, $2)
where hash = any ($1) and state in (1, 2)
returning hash
