-- $1 after revision, $2 limit. Cells have no kind of thing.
(
  select revision, thing_kind, thing as id from placement
  where revision > $1
  order by revision
  limit $2
)
union all
(
  select revision, null, id from cell
  where revision > $1
  order by revision
  limit $2
)
order by revision
limit $2
