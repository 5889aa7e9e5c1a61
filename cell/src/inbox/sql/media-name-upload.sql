update media_object set upload_id = $2 where hash = $1 and state = 0 and upload_id is not distinct from $3
