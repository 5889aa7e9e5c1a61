-- A mark that rose since it was read stays due. The lock makes this wait for a mark that is being raised right now: its writer
-- saw that it was due already.
with unchanged as (
  select m.conversation, m.user_id
  from unnest($1::bytea[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
    as r (conversation, user_id, delivered_term, delivered_n, read_term, read_n)
  join member m on m.user_id = r.user_id and m.conversation = r.conversation
  left join shown s on s.user_id = m.user_id and s.conversation = m.conversation
  where (coalesce(s.delivered_term, m.delivered_term), coalesce(s.delivered_n, m.delivered_n), coalesce(s.read_term, m.read_term), coalesce(s.read_n, m.read_n))
    = (r.delivered_term, r.delivered_n, r.read_term, r.read_n)
  order by m.conversation, m.user_id
  for update of m
)
delete from receipt_due d using unchanged u where d.conversation = u.conversation and d.user_id = u.user_id
