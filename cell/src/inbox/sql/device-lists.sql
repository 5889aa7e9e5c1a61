-- Lists of users $1, with the time when it was sure that they were the newest.
select l.user_id, l.list, l.asked_ms from device_list l where l.user_id = any ($1)
