-- Users, groups and channels above $1 whose homes are not known since the storage went back, at most $2.
select p.user_id from placement p where p.cell is null and p.user_id > $1 order by p.user_id limit $2
