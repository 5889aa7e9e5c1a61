-- Rows of the lane that batch $1 claims, oldest first; rows of held conversations wait.
select l.destination, l.lane, o.seq, o.conversation, o.message_id, o.sender, o.recipient, m.term, m.n, m.sender_device, m.content, m.headers,
  m.accepted_ms, m.traceparent, c.numbering_user
from lane l
join outbox o on o.destination = l.destination and o.lane = l.lane and o.parked_code is null
join message m on m.id = o.message_id and m.sender = o.sender
join conversation c on c.id = o.conversation
where l.batch = $1
  and not exists (select from held h where h.conversation = o.conversation and h.until_ms > $3::bigint)
order by o.seq
limit $2
