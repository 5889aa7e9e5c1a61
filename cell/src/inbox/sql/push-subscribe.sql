-- What came before the subscription wakes nobody: the device was connected when it subscribed.
insert into push_subscription as s (user_id, device_id, kind, target, check_ms, woken_ms)
values ($1, $2, $3, $4, $5, $6)
on conflict (user_id, device_id) do update set kind = excluded.kind, target = excluded.target, failures = 0
where (s.kind, s.target) <> (excluded.kind, excluded.target)
