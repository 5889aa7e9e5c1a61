-- Rows of the lanes that batch $1 claims whose message is gone, so that nothing can be sent.
update outbox o set parked_code = 'EXPIRED'
from lane l
where l.batch = $1 and o.destination = l.destination and o.lane = l.lane and o.parked_code is null
  and not exists (select from message m where m.id = o.message_id and m.sender = o.sender)
