-- $1 cell, $2 region, $3 state, $4 schedulable, $5 max users, $6 weight, $7 gateways, $8 ingest URL, $9 public keys,
-- $10 generation. No row comes back when the cell exists: `do nothing`, because it takes no lock on that row, which
-- must be locked before the revision, never after (postgres.ts).
with stamp as (
  update revision set value = value + 1 returning value
)
insert into cell (
  id, region, state, schedulable, max_users, weight, gateways, ingest_url, public_keys, generation, revision
)
select $1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9::jsonb, $10, stamp.value
from stamp
on conflict (id) do nothing
returning
  id, region, state, schedulable, max_users, users, weight, gateways, ingest_url, public_keys, generation, revision
