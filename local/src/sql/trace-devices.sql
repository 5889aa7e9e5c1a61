-- $1: conversation; $2, $3: order key of the message. Devices of this cell's users in the conversation, and whether each
-- has reported the message as handed to its application.
select d.user_id,
       d.device_id,
       coalesce((k.delivered_term, k.delivered_n) >= ($2::bigint, $3::bigint), false) as delivered,
       coalesce((m.read_term, m.read_n) >= ($2::bigint, $3::bigint), false) as read
from conversation c
join device d on d.user_id in (c.user_a, c.user_b) and d.revoked_ms is null
left join cursor k on k.user_id = d.user_id and k.device_id = d.device_id and k.conversation = c.id
left join member m on m.user_id = d.user_id and m.conversation = c.id
where c.id = decode($1, 'hex')
order by d.user_id, d.device_id;
