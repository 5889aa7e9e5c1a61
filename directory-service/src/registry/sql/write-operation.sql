-- $1 operation id, $2 kind and $3 id of the thing, $4 kind of operation, $5 target, $6 outcome. The placement is locked.
insert into operation (op, thing_kind, thing, kind, target, outcome)
values ($1::uuid, $2, $3, $4, $5, $6)
on conflict (op, thing_kind, thing) do update set outcome = excluded.outcome
