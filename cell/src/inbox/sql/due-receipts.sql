select d.conversation, d.user_id, d.destination, case when c.user_a = d.user_id then c.user_b else c.user_a end as peer,
  m.delivered_term, m.delivered_n, m.read_term, m.read_n
from receipt_due d
join conversation c on c.id = d.conversation
join member m on m.user_id = d.user_id and m.conversation = d.conversation
limit $1
