select c.id, c.term, c.last_n, p.cell as authority
from conversation c join placement p on p.user_id = c.numbering_user
where c.hole_since_ms < $1
order by c.hole_since_ms
limit $2
