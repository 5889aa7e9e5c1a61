-- What this cell still owes others, by destination ('' while the recipient's home is unknown).
select coalesce(destination, '') as destination,
       count(*)::integer as waiting,
       count(*) filter (where parked_code is not null)::integer as parked
from outbox
group by destination
order by destination;
