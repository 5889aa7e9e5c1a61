-- What this database says of the cell $1's incarnation, and what its server calls itself.
with met as (
  update incarnation set cell = $1 where cell is null
)
select coalesce(i.cell, $1) as cell, i.generation, i.op, i.expected, i.is_superseded, i.granted_ms, i.whole_until_ms, i.taken_through,
  (i.system_identifier, i.timeline) = (s.system_identifier, s.timeline) as is_current,
  coalesce((i.asked_system_identifier, i.asked_timeline) = (s.system_identifier, s.timeline), false) as has_asked,
  i.system_identifier || '/' || i.timeline as granted_on, s.system_identifier || '/' || s.timeline as found
from incarnation i cross join storage_identity() s
