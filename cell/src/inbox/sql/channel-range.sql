-- $1 ref; above ($2 term, $3 n), oldest first, $4 posts and $5 bytes of content at most, but for the first.
select r.id, r.term, r.n, r.sender, r.content, r.accepted_ms
from (
  select p.*, sum(length(p.content)) over w as bytes, row_number() over w as place
  from (
    select q.* from channel_post q
    where q.channel_ref = $1 and (q.term, q.n) > ($2, $3) order by q.term, q.n limit $4
  ) p
  window w as (order by p.term, p.n)
) r
where r.bytes <= $5 or r.place = 1
order by r.term, r.n
