-- $1 user, $2 device, $3 name.
update device set name = $3 where user_id = $1 and device_id = $2 and revoked_ms is null
