-- Takes $5 tokens from the bucket of $1 and $2, which holds $3 and gains $4 a millisecond; now is $6. No row: there are too few. A few buckets that
-- nobody used for $7 ms, and that are full by now, are forgotten on the way.
with forgotten as (
  delete from budget where (what, who) in (
    select b.what, b.who from budget b
    where b.updated_ms < $6::bigint - $7::bigint and (b.what, b.who) <> ($1, $2) limit 10 for update skip locked
  )
)
insert into budget as b (what, who, tokens, updated_ms) values ($1, $2, $3::float8 - $5::float8, $6::bigint)
on conflict (what, who) do update
set tokens = least($3::float8, b.tokens + greatest($6::bigint - b.updated_ms, 0) * $4::float8) - $5::float8,
  updated_ms = greatest(b.updated_ms, $6::bigint)
where least($3::float8, b.tokens + greatest($6::bigint - b.updated_ms, 0) * $4::float8) >= $5::float8
returning tokens
