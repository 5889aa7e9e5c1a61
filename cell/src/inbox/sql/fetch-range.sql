-- Messages of one conversation above a key, for a reader that may see it: $2 is the user, or null and $3 the cell of one.
-- The first row (kind 'head') says that the reader may.
with allowed as (
  select c.id, c.term, c.last_n, c.user_a, c.user_b from conversation c
  where c.id = $1 and (
    $2 in (c.user_a, c.user_b)
    or exists (select from placement p where p.user_id in (c.user_a, c.user_b) and p.cell = $3))
)
select 'head' as kind, a.term, a.last_n as n, null::uuid as id, null as sender, null as recipient, null as sender_device,
  null::bytea as content, null::bytea as headers, null::bigint as accepted_ms, null as traceparent
from allowed a
union all
(select 'message', m.term, m.n, m.id, m.sender, case when m.sender = a.user_a then a.user_b else a.user_a end, m.sender_device,
  m.content, m.headers, m.accepted_ms, m.traceparent
from allowed a join message m on m.conversation = a.id
where (m.term, m.n) > ($4::bigint, $5::bigint) and (m.term, m.n) <= (a.term, a.last_n)
order by m.term, m.n
limit $6)
