-- Group $1, of which this cell $3 is the authority, for cell $2 that has or had members in it: a row for each of its present members, and of those
-- of that cell who left, the last ones first: $4 at most.
select g.title, g.changed_term, g.changed_n, m.user_id, m.is_admin, m.from_term, m.from_n, m.until_term, m.until_n, p.cell = $2 as is_theirs
from group_state g
join conversation c on c.id = g.conversation
join placement authority on authority.user_id = c.numbering_user and authority.cell = $3
join member m on m.conversation = g.conversation and m.is_admin is not null
left join placement p on p.user_id = m.user_id
where g.conversation = $1 and (m.until_n is null or p.cell = $2)
order by m.until_n is null desc, m.until_term desc, m.until_n desc, m.from_term, m.from_n, m.user_id
limit $4
