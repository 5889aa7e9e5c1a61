-- Refusals of user $1 above $3 and above what device $2 acknowledged, at most $4; one empty row when there are none. No row at all: the device
-- is revoked.
select r.message_id, r.conversation, r.user_id, r.code, r.revision
from device d
left join lateral (
  select * from refusal r
  where r.user_id = d.user_id and r.revision > greatest(d.refusals_through, $3::bigint)
  order by r.revision
  limit $4
) r on true
where d.user_id = $1 and d.device_id = $2 and d.revoked_ms is null
order by r.revision
