-- Messages of one conversation above a key, for a reader that may see it: $2 is the user, or null and $3 the cell of one. At most $6, and no
-- more than $7 bytes of content and headers, but always one. The first row (kind 'head') says that the reader may, and above which key a
-- member sees a group. What lies outside a member's time is left out; for a cell, what lies outside the times of all its users. Of changes a
-- cell gets those between two such times too, by which it knows who the others are. The cell that numbers a group, and may have lost the newest of
-- it, gets all.
with reader_times as (
  select m.from_term, m.from_n, m.until_term, m.until_n
  from member m join placement p on p.user_id = m.user_id and p.cell = $3
  where m.conversation = $1 and m.is_admin is not null
  union all
  select b.from_term, b.from_n, b.until_term, b.until_n
  from member_before b join placement p on p.user_id = b.user_id and p.cell = $3
  where b.conversation = $1
), allowed as (
  select c.id, c.kind, c.numbering_user, c.user_a, c.user_b, c.has_hidden, coalesce(r.from_term, 0) as from_term, coalesce(r.from_n, 0) as from_n,
    exists (select from placement p where p.user_id = c.numbering_user and p.cell = $3) as numbers,
    case when (r.until_term, r.until_n) < (c.term, c.last_n) then r.until_term else c.term end as term,
    case when (r.until_term, r.until_n) < (c.term, c.last_n) then r.until_n else c.last_n end as last_n
  from conversation c left join member r on r.user_id = $2 and r.conversation = c.id
  where c.id = $1 and (
    r.user_id is not null
    or exists (select from placement p where p.user_id in (c.user_a, c.user_b) and p.cell = $3)
    or (c.kind = 1 and $3::text is not null and exists (select from reader_times))
    or (c.kind = 1 and exists (select from placement p where p.user_id = c.numbering_user and p.cell = $3)))
), page as (
  select m.term, m.n, m.id, m.sender, m.sender_device, m.content, m.headers, m.accepted_ms, m.traceparent, m.change is not null as is_change,
    case when a.has_hidden and m.sender <> $2 then is_hidden($2, a.id, m.term, m.n) else false end as hidden,
    case when a.kind = 1 then a.numbering_user when m.sender = a.user_a then a.user_b else a.user_a end as recipient
  from allowed a join message m on m.conversation = a.id
  where (m.term, m.n) > ($4::bigint, $5::bigint) and (m.term, m.n) <= (a.term, a.last_n)
    and ((m.term, m.n) > (a.from_term, a.from_n) or exists (
      select from member_before b
      where b.conversation = a.id and b.user_id = $2 and (m.term, m.n) > (b.from_term, b.from_n) and (m.term, m.n) <= (b.until_term, b.until_n)))
    and (a.kind = 0 or $2::text is not null or a.numbers or (
      exists (
        select from reader_times r
        where (m.term, m.n) > (r.from_term, r.from_n) and (m.change is not null or r.until_n is null or (m.term, m.n) <= (r.until_term, r.until_n)))
      and exists (select from reader_times r where r.until_n is null or (m.term, m.n) <= (r.until_term, r.until_n))))
  order by m.term, m.n
  limit $6
), sized as (
  -- The length of a content that is stored apart is known without reading it.
  select p.*, row_number() over up_to as place, sum(octet_length(p.content) + octet_length(p.headers)) over up_to as bytes
  from page p
  window up_to as (order by p.term, p.n)
)
select 'head' as kind, a.term, a.last_n as n, null::uuid as id, null as sender, null as recipient, null as sender_device,
  null::bytea as content, null::bytea as headers, null::bigint as accepted_ms, null as traceparent, null::boolean as is_change, false as hidden,
  (select count(*) from page) as found, a.from_term, a.from_n
from allowed a
union all
select 'message', s.term, s.n, s.id, s.sender, s.recipient, s.sender_device, s.content, s.headers, s.accepted_ms, s.traceparent, s.is_change, s.hidden, null, null, null
from sized s where s.place = 1 or s.bytes <= $7::bigint
order by kind, term, n
