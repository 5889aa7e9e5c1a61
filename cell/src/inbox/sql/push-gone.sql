-- Not a newer subscription that came meanwhile.
delete from push_subscription where user_id = $1 and device_id = $2 and target = $3
