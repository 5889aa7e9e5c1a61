-- Conversations of user $1 with something for device $2, or changed since $3, newest first: $4 of them, from below ($5, $6) on, or from the
-- newest when that is null. One that changes between two pages is left out of the later one, and pushed.
select c.id, c.updated_ms, peer.id as peer, c.term, c.last_n, coalesce(k.delivered_term, 0) as delivered_term, coalesce(k.delivered_n, 0) as delivered_n,
  m.read_term, m.read_n, coalesce(pm.delivered_term, 0) as peer_delivered_term, coalesce(pm.delivered_n, 0) as peer_delivered_n,
  coalesce(pm.read_term, 0) as peer_read_term, coalesce(pm.read_n, 0) as peer_read_n, unread.count as unread
from member m
join conversation c on c.id = m.conversation
cross join lateral (select case when c.user_a = $1 then c.user_b else c.user_a end as id) peer
left join cursor k on k.user_id = $1 and k.device_id = $2 and k.conversation = c.id
left join member pm on pm.user_id = peer.id and pm.conversation = c.id
cross join lateral (
  select count(*) as count from (
    select from message x
    where x.conversation = c.id and (x.term, x.n) > (m.read_term, m.read_n) and (x.term, x.n) <= (c.term, c.last_n) and x.sender <> $1
    limit 1000
  ) unread_messages
) unread
where m.user_id = $1 and c.last_n > 0
  and ((c.term, c.last_n) > (coalesce(k.delivered_term, 0), coalesce(k.delivered_n, 0)) or m.touched_ms >= $3 or pm.touched_ms >= $3)
  and ($5::bigint is null or (c.updated_ms, c.id) < ($5, $6::bytea))
order by c.updated_ms desc, c.id desc
limit $4
