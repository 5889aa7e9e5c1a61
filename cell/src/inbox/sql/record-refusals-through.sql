update device set refusals_through = greatest(refusals_through, $3) where user_id = $1 and device_id = $2
