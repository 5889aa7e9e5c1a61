-- Settings of user $1 above revision $2, by revision, $4 at most; $3: those that there are, without removals. One row without a key when there are none, and
-- no row for a user who never had any. is_unknown: what has changed since $2 cannot be told.
select h.revision as newest, not $3::boolean and ($2 < h.forgotten or $2 > h.revision) as is_unknown, s.key, s.value, s.revision
from setting_head h
left join lateral (
  select x.key, x.value, x.revision from setting x
  where x.user_id = h.user_id and x.revision > $2 and not ($3 and x.value is null)
  order by x.revision
  limit $4
) s on true
where h.user_id = $1
order by s.revision
