-- Group $1 for its member $2: a row for each member; none when $2 is not in it now.
select g.title, g.changed_term, g.changed_n, m.user_id, m.is_admin, m.from_term, m.from_n
from group_state g
join member asking on asking.conversation = g.conversation and asking.user_id = $2 and asking.is_admin is not null and asking.until_n is null
join member m on m.conversation = g.conversation and m.is_admin is not null and m.until_n is null
where g.conversation = $1
order by m.from_term, m.from_n, m.user_id
