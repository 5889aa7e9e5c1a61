-- Again the whole time until the sweep: what was long in coming must not go before it can be committed.
update media_object set state = 1, upload_id = null, due_ms = $2 where hash = $1 and state = 0
