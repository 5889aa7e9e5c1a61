-- $1 after revision, $2 limit. Users and cells only: groups and channels are not placed yet.
(
  select revision, 'placement' as kind, thing as id from placement
  where revision > $1 and thing_kind = 1
  order by revision
  limit $2
)
union all
(
  select revision, 'cell' as kind, id from cell
  where revision > $1
  order by revision
  limit $2
)
order by revision
limit $2
