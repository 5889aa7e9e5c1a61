-- What fills the volume of this Postgres: all its databases, and the write-ahead log.
select (select coalesce(sum(pg_database_size(oid)), 0) from pg_database)::bigint
  + (select coalesce(sum(size), 0) from pg_ls_waldir())::bigint as bytes
