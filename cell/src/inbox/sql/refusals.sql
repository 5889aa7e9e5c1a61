select r.message_id, r.conversation, r.user_id, r.code, r.revision
from refusal r join device d on d.user_id = r.user_id and d.device_id = $2
where r.user_id = $1 and r.revision > greatest(d.refusals_through, $3::bigint)
order by r.revision
limit $4
