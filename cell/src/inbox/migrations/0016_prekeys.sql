-- prekey_high: the highest id of a one-time key that was ever taken from the device.
alter table device
  add column signed_prekey_id bigint, add column signed_prekey bytea, add column signed_prekey_signature bytea,
  add column prekey_high bigint not null default -1;

-- One-time keys that nobody has claimed.
create table prekey (
  user_id text collate "C" not null,
  device_id text collate "C" not null,
  key_id bigint not null,
  key bytea not null,
  primary key (user_id, device_id, key_id)
);

create function drop_prekeys(p_user text, p_device text) returns void
language sql as $$
  delete from prekey where user_id = p_user and device_id = p_device;
  update device set signed_prekey_id = null, signed_prekey = null, signed_prekey_signature = null, prekey_high = -1
  where user_id = p_user and device_id = p_device;
$$;

-- Takes keys whose signature by p_identity_key was verified; p_signed_id null: the signed one stays. One-time keys come in ascending order; those
-- that were taken before, and those for which there is no room, are left out. Answers how many wait; null: that is not the device's key.
create function upload_prekeys(
  p_user text, p_device text, p_identity_key bytea, p_signed_id bigint, p_signed bytea, p_signature bytea,
  p_ids bigint[], p_keys bytea[], p_kept_max integer
) returns bigint
language plpgsql as $$
declare
  mine device%rowtype;
  room integer;
begin
  select * into mine from device d
  where d.user_id = p_user and d.device_id = p_device and d.identity_key = p_identity_key and d.revoked_ms is null for update;
  if not found then return null; end if;
  room := p_kept_max - (select count(*) from prekey k where k.user_id = p_user and k.device_id = p_device);
  with taken as (
    insert into prekey (user_id, device_id, key_id, key)
    select p_user, p_device, n.id, n.key from unnest(p_ids, p_keys) as n (id, key)
    where n.id > mine.prekey_high order by n.id limit greatest(room, 0)
    returning key_id
  )
  update device d
  set prekey_high = greatest(d.prekey_high, (select max(t.key_id) from taken t)),
    signed_prekey_id = coalesce(p_signed_id, d.signed_prekey_id), signed_prekey = coalesce(p_signed, d.signed_prekey),
    signed_prekey_signature = coalesce(p_signature, d.signed_prekey_signature)
  where d.user_id = p_user and d.device_id = p_device;
  return (select count(*) from prekey k where k.user_id = p_user and k.device_id = p_device);
end $$;

-- A key for each device of the user that has a signed one, p_devices empty: for all. A one-time key is deleted as it is given out, so that
-- nobody gets it twice: who comes at the same time takes the next one. one_time_left: up to p_low are counted.
create function claim_prekeys(p_user text, p_devices text[], p_devices_max integer, p_low integer) returns table (
  device_id text, identity_key bytea, signed_id bigint, signed bytea, signature bytea, one_time_id bigint, one_time bytea, one_time_left bigint
)
language sql as $$
  with wanted as materialized (
    select d.device_id, d.identity_key, d.signed_prekey_id, d.signed_prekey, d.signed_prekey_signature, free.key_id, few.count
    from device d
    left join lateral (
      select k.key_id from prekey k where k.user_id = p_user and k.device_id = d.device_id order by k.key_id limit 1 for update skip locked
    ) free on true
    cross join lateral (
      select count(*) as count from (
        select from prekey k where k.user_id = p_user and k.device_id = d.device_id limit p_low + 1
      ) waiting
    ) few
    where d.user_id = p_user and d.revoked_ms is null and d.signed_prekey is not null
      and (cardinality(p_devices) = 0 or d.device_id = any (p_devices))
    order by d.device_id limit p_devices_max
  ), taken as (
    delete from prekey k using wanted w
    where k.user_id = p_user and k.device_id = w.device_id and k.key_id = w.key_id
    returning k.device_id, k.key_id, k.key
  )
  select w.device_id, w.identity_key, w.signed_prekey_id, w.signed_prekey, w.signed_prekey_signature, t.key_id, t.key,
    greatest(w.count - 1, 0)
  from wanted w left join taken t on t.device_id = w.device_id
$$;
