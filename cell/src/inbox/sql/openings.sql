-- Conversations that this cell $1 numbers and that wait for a term, the oldest first, with the other cells that may hold more of them; at most $2 for
-- each set of those, so that a dead cell starves no other. Those with a member whose home is not known yet wait.
select o.id, o.term, o.last_n, o.cells
from (
  select c.id, c.term, c.last_n, h.cells, c.opening_since_ms,
    row_number() over (partition by h.cells order by c.opening_since_ms) as place
  from conversation c cross join lateral (select holding_cells(c.id, $1) as cells) h
  where c.opening_since_ms is not null and knows_homes(c.id)
) o
where o.place <= $2
order by o.opening_since_ms
