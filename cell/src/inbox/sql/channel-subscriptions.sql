-- $1 user. Counts of this cell's own channels are added up, those of others are as told.
select c.id, c.title, c.term, c.last_n, s.read_term, s.read_n,
  case when c.is_followed then c.subscribers else channel_subscribers(c.ref) end as subscribers
from subscription s join channel c on c.ref = s.channel_ref
where s.user_id = $1
order by c.active_ms desc, c.ref desc
