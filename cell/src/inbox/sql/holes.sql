-- Holes older than $1, the oldest first, at most $2 for each authority, so that a dead cell starves no other.
select h.id, h.term, h.last_n, h.authority, h.numbering_user
from (
  select c.id, c.term, c.last_n, c.numbering_user, p.cell as authority,
    row_number() over (partition by p.cell order by c.hole_since_ms) as place
  from conversation c join placement p on p.user_id = c.numbering_user
  where c.hole_since_ms < $1 and p.cell is not null
) h
where h.place <= $2
