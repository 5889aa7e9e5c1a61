-- $1 channels
select c.id, c.authority, c.term, c.last_n, c.is_followed from channel c where c.id = any ($1)
