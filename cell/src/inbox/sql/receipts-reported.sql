-- A mark that rose since it was read stays due. The lock makes this wait for a mark that is being raised right now: its writer
-- saw that it was due already.
with unchanged as (
  select m.conversation, m.user_id
  from unnest($1::bytea[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
    as r (conversation, user_id, delivered_term, delivered_n, read_term, read_n)
  join member m on m.user_id = r.user_id and m.conversation = r.conversation
  join shown_marks s on s.user_id = r.user_id and s.conversation = r.conversation
  where (s.delivered_term, s.delivered_n, s.read_term, s.read_n) = (r.delivered_term, r.delivered_n, r.read_term, r.read_n)
  order by m.user_id, m.conversation
  for update of m
)
delete from receipt_due d using unchanged u where d.conversation = u.conversation and d.user_id = u.user_id
