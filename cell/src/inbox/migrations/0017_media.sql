-- Objects that users of this cell uploaded: what the object store holds, or is to hold. Their bytes never come here.
-- state: 0 begun, 1 stored, 2 committed (a message names it), 3 being removed. due_ms: from when on the sweep may remove it.
create table media_object (
  hash bytea primary key,
  owner text collate "C" not null,
  bytes bigint not null,
  state smallint not null default 0,
  -- of the multipart upload, while there is one
  upload_id text,
  begun_ms bigint not null,
  due_ms bigint not null,
  check (octet_length(hash) = 32)
) with (fillfactor = 80);
create index media_object_due on media_object (due_ms);
create index media_object_owner on media_object (owner, begun_ms);

-- Takes a new object in, if its owner may have it, and answers with the row as it stands.
-- outcome: 1 new, 2 known, 3 over the quota (free_ms: when the oldest of the day leaves it).
-- One at a time per owner: two at once must not both take what is left of the quota.
create function begin_media(
  p_hash bytea, p_owner text, p_bytes bigint, p_now_ms bigint, p_due_ms bigint, p_day_bytes_max bigint, p_day_objects_max bigint
) returns table (outcome smallint, owner text, bytes bigint, state smallint, upload_id text, free_ms bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  day_start_ms constant bigint := p_now_ms - 86400000;
  used record;
begin
  perform pg_advisory_xact_lock(hashtextextended('media ' || p_owner, 0));
  return query select 2::smallint, o.owner, o.bytes, o.state, o.upload_id, 0::bigint from media_object o where o.hash = p_hash;
  if found then return; end if;
  select count(*) as objects, coalesce(sum(o.bytes), 0) as bytes, min(o.begun_ms) as oldest_ms into used
  from media_object o where o.owner = p_owner and o.begun_ms > day_start_ms;
  if used.objects >= p_day_objects_max or used.bytes + p_bytes > p_day_bytes_max then
    return query select 3::smallint, p_owner, p_bytes, 0::smallint, null::text, coalesce(used.oldest_ms, p_now_ms) + 86400000;
    return;
  end if;
  insert into media_object (hash, owner, bytes, begun_ms, due_ms) values (p_hash, p_owner, p_bytes, p_now_ms, p_due_ms)
  on conflict do nothing;
  return query select 1::smallint, o.owner, o.bytes, o.state, o.upload_id, 0::bigint from media_object o where o.hash = p_hash;
end $$;
