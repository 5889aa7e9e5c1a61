-- Group $1, of which this cell $3 is the authority, for cell $2 that has or had members in it: a row for each of its present members, and for each
-- time of those of that cell who left, the last ones first: $4 at most. Times that a later one followed are `is_earlier`.
with stay as (
  select m.user_id, m.is_admin, m.from_term, m.from_n, m.until_term, m.until_n, false as is_earlier
  from member m where m.conversation = $1 and m.is_admin is not null
  union all
  select b.user_id, false, b.from_term, b.from_n, b.until_term, b.until_n, true from member_before b where b.conversation = $1
)
select g.title, g.changed_term, g.changed_n, s.user_id, s.is_admin, s.from_term, s.from_n, s.until_term, s.until_n, s.is_earlier, p.cell = $2 as is_theirs
from group_state g
join conversation c on c.id = g.conversation
join placement authority on authority.user_id = c.numbering_user and authority.cell = $3
cross join stay s
left join placement p on p.user_id = s.user_id
where g.conversation = $1 and (s.until_n is null or p.cell = $2)
order by s.until_n is null desc, s.until_term desc, s.until_n desc, s.from_term, s.from_n, s.user_id
limit $4
