-- A row whose message is gone is old, but nobody knows how old.
select o.destination, count(*) filter (where o.parked_code is null) as rows, count(*) filter (where o.parked_code is not null) as parked,
  coalesce(extract(epoch from now()) - min(m.accepted_ms) / 1000.0, 0)::bigint as oldest_seconds
from outbox o left join message m on m.id = o.message_id and m.sender = o.sender
group by o.destination
