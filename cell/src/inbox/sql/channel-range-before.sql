-- $1 ref; below ($2 term, $3 n) and above ($6 term, $7 n), newest first, $4 posts and $5 bytes of content at most, but for the first.
select r.id, r.term, r.n, r.sender, r.content, r.accepted_ms
from (
  select p.*, sum(length(p.content)) over w as bytes, row_number() over w as place
  from (
    select q.* from channel_post q
    where q.channel_ref = $1 and (q.term, q.n) < ($2, $3) and (q.term, q.n) > ($6, $7) order by q.term desc, q.n desc limit $4
  ) p
  window w as (order by p.term desc, p.n desc)
) r
where r.bytes <= $5 or r.place = 1
order by r.term desc, r.n desc
