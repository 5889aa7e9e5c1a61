-- Messages of one conversation above a key, for a reader that may see it: $2 is the user, or null and $3 the cell of one. At most $6, and no
-- more than $7 bytes of content and headers, but always one. The first row (kind 'head') says that the reader may.
with allowed as (
  select c.id, c.term, c.last_n, c.user_a, c.user_b from conversation c
  where c.id = $1 and (
    $2 in (c.user_a, c.user_b)
    or exists (select from placement p where p.user_id in (c.user_a, c.user_b) and p.cell = $3))
), page as (
  select m.term, m.n, m.id, m.sender, case when m.sender = a.user_a then a.user_b else a.user_a end as recipient, m.sender_device,
    m.content, m.headers, m.accepted_ms, m.traceparent
  from allowed a join message m on m.conversation = a.id
  where (m.term, m.n) > ($4::bigint, $5::bigint) and (m.term, m.n) <= (a.term, a.last_n)
  order by m.term, m.n
  limit $6
), sized as (
  -- The length of a content that is stored apart is known without reading it.
  select p.*, row_number() over up_to as place, sum(octet_length(p.content) + octet_length(p.headers)) over up_to as bytes
  from page p
  window up_to as (order by p.term, p.n)
)
select 'head' as kind, a.term, a.last_n as n, null::uuid as id, null as sender, null as recipient, null as sender_device,
  null::bytea as content, null::bytea as headers, null::bigint as accepted_ms, null as traceparent, (select count(*) from page) as found
from allowed a
union all
select 'message', s.term, s.n, s.id, s.sender, s.recipient, s.sender_device, s.content, s.headers, s.accepted_ms, s.traceparent, null
from sized s where s.place = 1 or s.bytes <= $7::bigint
order by kind, term, n
