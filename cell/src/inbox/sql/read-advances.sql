-- Messages in the runs ($1 conversation, $2 term, $3 from (excluded), $4 to) that are not above the head, at most $5.
select m.term, m.n, m.id, m.conversation, m.sender, m.sender_device, m.content, m.headers, m.accepted_ms, m.traceparent,
  case when c.kind = 1 then c.numbering_user when m.sender = c.user_a then c.user_b else c.user_a end as recipient,
  case when c.has_hidden then is_hidden(case when m.sender = c.user_a then c.user_b else c.user_a end, c.id, m.term, m.n) else false end as hidden,
  m.change is not null as is_change, g.version as members_version
from unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[]) as a (conversation, term, from_n, to_n)
join conversation c on c.id = a.conversation
left join group_state g on g.conversation = c.id
join message m on m.conversation = a.conversation and m.term = a.term and m.n > a.from_n and m.n <= a.to_n and (m.term, m.n) <= (c.term, c.last_n)
order by m.conversation, m.term, m.n
limit $5
