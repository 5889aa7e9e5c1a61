delete from media_object where hash = $1 and state = 3
