delete from push_subscription where user_id = $1 and device_id = $2
