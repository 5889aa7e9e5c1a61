select version, last_seen, online, delivered, read_receipts_off from privacy where user_id = $1
