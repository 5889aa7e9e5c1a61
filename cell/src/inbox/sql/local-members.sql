-- Members of group $1 who live in cell $2, with the times for which they are, and those who left a short while ago: what was numbered
-- before they left may still be under way to them. The version is that of all rows.
select g.version, g.changed_term, g.changed_n, m.user_id, m.from_term, m.from_n, m.until_term, m.until_n
from group_state g
left join (
  member m join placement p on p.user_id = m.user_id and p.cell = $2
) on m.conversation = g.conversation and m.is_admin is not null
  and (m.until_n is null or (m.until_term = g.changed_term and m.until_n > g.changed_n - 64))
where g.conversation = $1
