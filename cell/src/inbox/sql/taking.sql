-- While the users of this generation are being taken again: how far, by which grant, and how many homes are not known (counted up to 100,000).
select i.generation, i.op, i.taken_through, (select count(*) from (select from placement p where p.cell is null limit 100000) unknown) as left
from incarnation i where i.taken_through is not null
