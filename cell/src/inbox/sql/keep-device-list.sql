-- A list of a user of another cell as its home answered: user $1, version $2, account key $3, devices $4 with keys $5, list $6, now $7. Never goes back
-- to a lower version.
insert into device_list as l (user_id, version, account_key, devices, identity_keys, list, asked_ms)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (user_id) do update
set version = excluded.version, account_key = excluded.account_key, devices = excluded.devices,
  identity_keys = excluded.identity_keys, list = excluded.list, asked_ms = excluded.asked_ms
where l.version <= excluded.version
