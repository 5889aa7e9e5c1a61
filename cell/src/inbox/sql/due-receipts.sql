-- Marks to report, at most $1 for each destination, so that a dead cell starves no other.
select due.conversation, due.user_id, due.destination, case when c.user_a = due.user_id then c.user_b else c.user_a end as peer,
  m.delivered_term, m.delivered_n, m.read_term, m.read_n
from (select distinct l.destination from lane l) cells
cross join lateral (
  select d.conversation, d.user_id, d.destination from receipt_due d where d.destination = cells.destination limit $1
) due
join conversation c on c.id = due.conversation
join shown_marks m on m.user_id = due.user_id and m.conversation = due.conversation
