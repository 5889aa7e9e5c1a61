-- A mark that rose since it was read stays due.
delete from receipt_due d
using unnest($1::bytea[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
  as r (conversation, user_id, delivered_term, delivered_n, read_term, read_n), member m
where d.conversation = r.conversation and d.user_id = r.user_id and m.user_id = r.user_id and m.conversation = r.conversation
  and (m.delivered_term, m.delivered_n, m.read_term, m.read_n) = (r.delivered_term, r.delivered_n, r.read_term, r.read_n)
