-- Which of the sends, in parallel id $1, sender $2, user $3 and version $4, name a version below the newest known here. One that is stored already is
-- not among them: it is answered as it was.
select distinct s.ord::integer as ord, s.user_id
from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::integer[]) as s (id, sender, user_id, version, ord)
join device_list l on l.user_id = s.user_id and l.version > s.version
where not exists (select from message m where m.id = s.id and m.sender = s.sender)
