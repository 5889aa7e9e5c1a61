-- Rows of the lanes that batch $1 claims, oldest first, at most $2, and of no lane more than twice its share, so that a backlog is not
-- read to be left; rows of held conversations wait.
with owed as (
  select l.destination, o.*
  from lane l
  cross join lateral (
    select o.seq, o.conversation, o.message_id, o.sender, o.recipient from outbox o
    where o.destination = l.destination and o.lane = l.lane and o.parked_code is null
      and not exists (
        select from held h where h.conversation = o.conversation and h.destination = l.destination and h.until_ms > $3::bigint)
    order by o.seq
    limit (select least($2::bigint, 2 * $2::bigint / count(*)) from lane where batch = $1)
  ) o
  where l.batch = $1
  order by o.seq
  limit $2
)
select o.destination, o.seq, o.conversation, o.message_id, o.sender, o.recipient, m.term, m.n, m.sender_device, m.content, m.headers,
  m.accepted_ms, m.traceparent, m.change is not null as is_change, c.numbering_user
from owed o
join message m on m.id = o.message_id and m.sender = o.sender
join conversation c on c.id = o.conversation
order by o.seq
