-- $1 channel, $2 user or null: their read mark; null: not subscribed.
select c.ref, c.authority, c.title, c.term, c.last_n, c.base_term, c.base_n, c.is_followed, s.read_term, s.read_n,
  case when c.is_followed then c.subscribers else channel_subscribers(c.ref) end as subscribers,
  array(select p.user_id from channel_poster p where p.channel_ref = c.ref order by p.role desc, p.user_id) as posters,
  array(select p.role from channel_poster p where p.channel_ref = c.ref order by p.role desc, p.user_id) as roles
from channel c left join subscription s on s.user_id = $2 and s.channel_ref = c.ref
where c.id = $1
