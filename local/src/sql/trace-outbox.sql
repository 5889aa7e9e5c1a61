-- $1: message id. Every row is a cell that this one still owes the message.
select o.destination,
       o.recipient,
       o.lane,
       o.parked_code,
       l.batch is not null as in_flight
from outbox o
left join lane l on l.destination = o.destination and l.lane = o.lane
where o.message_id = $1
order by o.seq;
