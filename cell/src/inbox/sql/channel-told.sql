-- What the authority said: $1 channels, $2 titles, $3 subscribers, $4 the authority.
update channel c set title = g.title, subscribers = g.subscribers
from unnest($1::text[], $2::bytea[], $3::bigint[]) as g (id, title, subscribers)
where c.id = g.id and c.authority = $4 and c.is_followed and (c.title, c.subscribers) is distinct from (g.title, g.subscribers)
