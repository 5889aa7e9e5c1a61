update push_subscription s
set check_ms = t.check_ms, free_ms = coalesce(t.free_ms, s.free_ms), woken_ms = coalesce(t.woken_ms, s.woken_ms), failures = t.failures
from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[])
  as t (user_id, device_id, target, check_ms, free_ms, woken_ms, failures)
where s.user_id = t.user_id and s.device_id = t.device_id and s.target = t.target
