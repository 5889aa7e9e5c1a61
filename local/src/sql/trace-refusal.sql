-- $1: message id.
select r.user_id, r.code, r.refused_ms::text
from refusal r
where r.message_id = $1
order by r.user_id;
