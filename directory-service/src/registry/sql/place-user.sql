-- $1 user, $2 cell, $3 operation id. One statement, so a user who is placed already (a unique violation) gives the seat
-- back by itself. No row comes back when the cell does not take him, or he was erased. Locks in order: cell, revision, placement: `stamp`
-- reads `seat` and so comes after it.
with seat as (
  update cell set users = users + 1
  where id = $2 and state = 'ACTIVE' and schedulable and users < max_users
    and not exists (select from erasure where user_hash = sha256(convert_to($1, 'UTF8')))
  returning generation
), stamp as (
  update revision set value = value + 1
  where exists (select from seat)
  returning value
)
insert into placement (thing_kind, thing, cell, epoch, generation, op, state, revision)
select 1, $1, $2, 1, seat.generation, $3::uuid, 'ACTIVE', stamp.value
from seat, stamp
returning thing_kind, thing, cell, epoch, generation, op, state, target, target_generation, placed_by
