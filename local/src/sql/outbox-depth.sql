-- What this cell still owes others, by destination ('' while the recipient's home is unknown). `batches`: lanes whose
-- batch is in the queue or under way; there is one job a batch.
select coalesce(o.destination, '') as destination,
       count(*)::integer as waiting,
       count(*) filter (where o.parked_code is not null)::integer as parked,
       (select count(*) from lane l where l.destination = o.destination and l.batch is not null)::integer as batches
from outbox o
group by o.destination
order by o.destination;
