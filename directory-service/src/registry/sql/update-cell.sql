-- The row is locked by lock-cell.sql. Parameters as in insert-cell.sql.
with stamp as (
  update revision set value = value + 1 returning value
)
update cell set
  region = $2,
  state = $3,
  schedulable = $4,
  max_users = $5,
  weight = $6,
  gateways = $7::jsonb,
  ingest_url = $8,
  public_keys = $9::jsonb,
  generation_op = case when generation = $10 then generation_op end,
  generation = $10,
  revision = stamp.value
from stamp
where id = $1
returning
  id, region, state, schedulable, max_users, users, weight, gateways, ingest_url, public_keys, generation, revision
