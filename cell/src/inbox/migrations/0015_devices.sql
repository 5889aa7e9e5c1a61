-- What devices sign with. account_grant: the user's account key, sealed by another device for this one; the cell cannot open it.
alter table device add column identity_key bytea, add column account_grant bytea;

-- The newest signed list of a user: of users of this cell as they put it, of others as their home answered last, at asked_ms.
create table device_list (
  user_id text collate "C" primary key,
  version bigint not null,
  account_key bytea not null,
  -- its entries, in parallel
  devices text[] not null,
  identity_keys bytea[] not null,
  -- an encoded SignedDeviceList
  list bytea not null,
  asked_ms bigint not null
);

-- What users may still ask for: a token bucket for each limit and user. Losing it only fills the buckets.
create unlogged table budget (
  what text not null,
  who text collate "C" not null,
  tokens double precision not null,
  updated_ms bigint not null,
  primary key (what, who)
);
create index budget_updated on budget (updated_ms);

-- The key that a device signs with. Another one than before: the device has lost its store, and what belonged to the former key goes.
create function register_identity(p_user text, p_device text, p_identity_key bytea) returns void
language plpgsql as $$
begin
  update device set identity_key = p_identity_key, account_grant = null
  where user_id = p_user and device_id = p_device and identity_key is distinct from p_identity_key;
  if found then perform drop_prekeys(p_user, p_device); end if;
end $$;

-- Stores the next version of a list of a user who lives here; its signature was verified. 'stored': now, or before in the same form.
-- 'replayed': it is older than the present one. 'conflict': it is not the next version. 'foreign-key': the account key may only change when
-- no listed device is left that could sign with it. 'unknown-device': it names one that is not linked, or with another key.
create function put_device_list(
  p_cell text, p_user text, p_version bigint, p_account_key bytea, p_devices text[], p_identity_keys bytea[], p_list bytea,
  p_grant_devices text[], p_grants bytea[], p_now_ms bigint
) returns text
language plpgsql as $$
declare
  present device_list%rowtype;
begin
  -- One at a time for a user, and none while a device is being revoked.
  perform from placement p where p.user_id = p_user and p.cell = p_cell for update;
  if not found then return 'not-home'; end if;
  select * into present from device_list l where l.user_id = p_user;
  if present.list is distinct from p_list then
    if p_version < present.version then return 'replayed'; end if;
    if p_version <> coalesce(present.version, 0) + 1 then return 'conflict'; end if;
    if present.account_key <> p_account_key and exists (
      select from unnest(present.devices, present.identity_keys) as l (device_id, identity_key)
      join device d on d.user_id = p_user and d.device_id = l.device_id and d.identity_key = l.identity_key and d.revoked_ms is null
    ) then
      return 'foreign-key';
    end if;
    if exists (
      select from unnest(p_devices, p_identity_keys) as l (device_id, identity_key)
      left join device d on d.user_id = p_user and d.device_id = l.device_id and d.identity_key = l.identity_key and d.revoked_ms is null
      where d.device_id is null
    ) then
      return 'unknown-device';
    end if;
    insert into device_list (user_id, version, account_key, devices, identity_keys, list, asked_ms)
    values (p_user, p_version, p_account_key, p_devices, p_identity_keys, p_list, p_now_ms)
    on conflict (user_id) do update
    set version = excluded.version, account_key = excluded.account_key, devices = excluded.devices,
      identity_keys = excluded.identity_keys, list = excluded.list, asked_ms = excluded.asked_ms;
  end if;
  update device d set account_grant = g.sealed
  from unnest(p_grant_devices, p_grants) as g (device_id, sealed)
  where d.user_id = p_user and d.device_id = g.device_id and d.device_id = any (p_devices);
  return 'stored';
end $$;
