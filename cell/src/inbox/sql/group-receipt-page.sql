-- Members of group $1 who were in it when the message ($3, $4) came, $6 of them after user $5, for its present member $2: a row with what may be
-- told of those of cell $7, and one without for others. None when $2 is no member.
select m.user_id, p.cell = $7 as is_here, k.delivered_term, k.delivered_n, k.read_term, k.read_n, coalesce(mine.read_receipts_off, false) as hides_read
from member asking
join member m on m.conversation = asking.conversation and m.is_admin is not null and m.until_n is null and m.user_id <> $2
  and (m.from_term, m.from_n) < ($3::bigint, $4::bigint)
left join placement p on p.user_id = m.user_id
left join privacy mine on mine.user_id = $2
left join lateral group_marks($7, $1, $2, array[m.user_id]) k on p.cell = $7
where asking.conversation = $1 and asking.user_id = $2 and asking.is_admin is not null and asking.until_n is null
  and ($5::text is null or m.user_id > $5)
order by m.user_id
limit $6
