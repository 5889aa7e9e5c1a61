-- What the devices of the users who live here share: opaque keys and values.
-- value null: removed. revision: of the last change of this setting, of one row of numbers for each user.
create table setting (
  user_id text collate "C" not null,
  key bytea not null,
  value bytea,
  revision bigint not null,
  primary key (user_id, key)
);
create unique index setting_by_revision on setting (user_id, revision);

-- revision: of the user's last change. forgotten: the highest of a removal that is not in `setting` any more.
create table setting_head (
  user_id text collate "C" primary key,
  revision bigint not null default 0,
  forgotten bigint not null default 0
) with (fillfactor = 70);

-- p_value null: removes it. Answers the setting's revision; -1: it is not p_expected; -2: the user would have more than p_max. The same change again is
-- answered as before. A removed setting counts as none for those who expect none.
create function put_setting(p_user text, p_key bytea, p_value bytea, p_expected bigint, p_max integer) returns bigint
language plpgsql as $$
declare
  present setting%rowtype;
  is_known boolean;
  last_forgotten bigint;
  next_revision bigint;
begin
  insert into setting_head (user_id) values (p_user) on conflict do nothing;
  -- Serializes the changes of one user.
  perform from setting_head h where h.user_id = p_user for update;
  select * into present from setting s where s.user_id = p_user and s.key = p_key;
  is_known := found;
  if present.value is not distinct from p_value then return coalesce(present.revision, 0); end if;
  if p_expected <> coalesce(present.revision, 0) and (p_expected > 0 or present.value is not null) then return -1; end if;
  if not is_known and (select count(*) from setting s where s.user_id = p_user) >= p_max then
    with gone as (
      delete from setting s where s.user_id = p_user and s.value is null returning s.revision
    )
    select max(g.revision) into last_forgotten from gone g;
    if last_forgotten is null then return -2; end if;
    update setting_head h set forgotten = last_forgotten where h.user_id = p_user;
  end if;
  update setting_head h set revision = h.revision + 1 where h.user_id = p_user returning h.revision into next_revision;
  insert into setting (user_id, key, value, revision) values (p_user, p_key, p_value, next_revision)
  on conflict (user_id, key) do update set value = excluded.value, revision = excluded.revision;
  return next_revision;
end $$;

-- Of a user who is erased.
create function erase_settings(p_user text) returns void
language sql as $$
  delete from setting where user_id = p_user;
  delete from setting_head where user_id = p_user;
$$;
