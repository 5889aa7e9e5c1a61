-- $1 cell
select
  id, region, state, schedulable, max_users, users, weight, gateways, ingest_url, public_keys, generation, revision
from cell
where id = $1
for update
