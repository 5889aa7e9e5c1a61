-- $1 cells; in id order, so that two moves in opposite directions do not wait for each other.
select
  id, region, state, schedulable, max_users, users, weight, gateways, ingest_url, public_keys, generation, revision
from cell
where id = any($1::text[])
order by id
for update
