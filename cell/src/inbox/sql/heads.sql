-- Conversations of user $1 with something for device $2, or changed since $3, newest first: $4 of them, from below ($5, $6) on, or from the
-- newest when that is null. One that changes between two pages is left out of the later one, and pushed.
select c.id, head.updated_ms, peer.id as peer, head.term, head.n as last_n, coalesce(k.delivered_term, 0) as delivered_term, coalesce(k.delivered_n, 0) as delivered_n,
  m.read_term, m.read_n, coalesce(pm.delivered_term, 0) as peer_delivered_term, coalesce(pm.delivered_n, 0) as peer_delivered_n,
  coalesce(pm.read_term, 0) as peer_read_term, coalesce(pm.read_n, 0) as peer_read_n, unread.count as unread
from member m
join conversation c on c.id = m.conversation
-- Who left a group has what came before.
cross join lateral (
  select case when (m.until_term, m.until_n) < (c.term, c.last_n) then m.until_term else c.term end as term,
    case when (m.until_term, m.until_n) < (c.term, c.last_n) then m.until_n else c.last_n end as n,
    case when (m.until_term, m.until_n) < (c.term, c.last_n) then coalesce(m.until_ms, 0) else c.updated_ms end as updated_ms
) head
cross join lateral (
  select case when c.kind = 1 then c.numbering_user when c.user_a = $1 then c.user_b else c.user_a end as id
) peer
left join cursor k on k.user_id = $1 and k.device_id = $2 and k.conversation = c.id
left join shown_marks pm on pm.user_id = peer.id and pm.conversation = c.id
cross join lateral (
  select count(*) as count from (
    select from message x
    where x.conversation = c.id and (x.term, x.n) > (m.read_term, m.read_n) and (x.term, x.n) <= (head.term, head.n) and x.sender <> $1
      and x.change is null
      and case when c.has_hidden then not is_hidden($1, c.id, x.term, x.n) else true end
      -- Who came back to a group has their earlier times, and nothing of between.
      and case when (m.read_term, m.read_n) < (m.from_term, m.from_n) then (x.term, x.n) > (m.from_term, m.from_n) or exists (
        select from member_before b
        where b.conversation = c.id and b.user_id = $1 and (x.term, x.n) > (b.from_term, b.from_n) and (x.term, x.n) <= (b.until_term, b.until_n)
      ) else true end
    limit 1000
  ) unread_messages
) unread
where m.user_id = $1 and head.n > 0
  and ((head.term, head.n) > (coalesce(k.delivered_term, 0), coalesce(k.delivered_n, 0)) or m.touched_ms >= $3 or pm.touched_ms >= $3)
  and ($5::bigint is null or (head.updated_ms, c.id) < ($5, $6::bytea))
order by head.updated_ms desc, c.id desc
limit $4
