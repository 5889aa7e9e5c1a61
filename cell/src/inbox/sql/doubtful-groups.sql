-- Groups of which this cell may have missed a change, and who numbers them: $1 at most.
select c.numbering_user, p.cell as authority
from group_state g
join conversation c on c.id = g.conversation
join placement p on p.user_id = c.numbering_user and p.cell is not null
where g.is_doubtful
limit $1
