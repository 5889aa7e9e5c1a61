-- Who is in list $2 of user $1, behind $3, at most $4.
select other from person where user_id = $1 and list = $2 and other > $3 order by other limit $4
