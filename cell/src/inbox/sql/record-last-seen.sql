-- Users $1 were last here at $2. At most one write a minute for a user.
insert into last_seen as l (user_id, seen_ms)
select t.user_id, t.seen_ms from unnest($1::text[], $2::bigint[]) as t (user_id, seen_ms) order by t.user_id
on conflict (user_id) do update set seen_ms = excluded.seen_ms where l.seen_ms < excluded.seen_ms
