select owner, bytes, state, upload_id from media_object where hash = $1
