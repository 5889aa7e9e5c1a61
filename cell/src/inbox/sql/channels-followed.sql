-- Those that this cell pulls from others, with its subscribers.
select c.id, c.authority, c.term, c.last_n, (
  select coalesce(sum(k.subscribers), 0)::bigint from subscriber_count k where k.channel_ref = c.ref
) as subscribers
from channel c where c.is_followed
order by c.id
