-- The lowest UUIDv7 (RFC 9562) of a millisecond.
create function message_id_floor(p_ms bigint) returns uuid
language sql immutable
return (lpad(to_hex(p_ms), 12, '0') || '00000000000000000000')::uuid;

-- Weekly partitions of `p_table`, whose ids are message ids, from `p_weeks_behind` before the week of `p_now_ms` to `p_weeks_ahead` after it.
-- Idempotent. There is no default partition: an id without one is refused, never misfiled.
create function ensure_partitions(p_table text, p_now_ms bigint, p_weeks_behind integer, p_weeks_ahead integer) returns void
language plpgsql as $$
declare
  week_ms constant bigint := 7 * 24 * 3600 * 1000;
  week bigint;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_partitions ' || p_table));
  for week in select generate_series(p_now_ms / week_ms - p_weeks_behind, p_now_ms / week_ms + p_weeks_ahead) loop
    if to_regclass(p_table || '_w' || week) is null then
      execute format(
        'create table %I partition of %I for values from (%L) to (%L)',
        p_table || '_w' || week, p_table, message_id_floor(week * week_ms), message_id_floor((week + 1) * week_ms));
    end if;
  end loop;
end $$;
