-- The row is locked by lock-generation.sql. $1 cell, $2 generation, $3 operation id
with stamp as (
  update revision set value = value + 1 returning value
)
update cell set generation = $2, generation_op = $3::uuid, revision = stamp.value
from stamp
where id = $1
