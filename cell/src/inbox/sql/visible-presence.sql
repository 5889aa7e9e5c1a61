-- For each user $1 and watcher $2, in parallel: may the watcher see that the user is online, and when they were last seen; and where the user and
-- the watcher live. Who hides from the other sees nothing of them.
select u.online and w.online as online, u.last_seen and w.last_seen as last_seen, s.seen_ms, home.cell as user_cell, watching.cell as watcher_cell
from unnest($1::text[], $2::text[]) with ordinality as t (user_id, watcher, ord)
cross join lateral may_see(t.user_id, t.watcher) u
cross join lateral may_see(t.watcher, t.user_id) w
left join placement home on home.user_id = t.user_id
left join placement watching on watching.user_id = t.watcher
left join last_seen s on s.user_id = t.user_id
order by t.ord
