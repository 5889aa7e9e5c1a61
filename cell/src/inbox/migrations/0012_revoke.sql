-- Revokes one device of a user who lives here, linked or not; without p_device all that are linked, and every ticket that was
-- issued until now; their cursors and prekeys go. Answers the revoked devices that were meant; null: the user does not live here. Repeating it changes nothing more.
create function revoke_devices(p_cell text, p_user text, p_device text, p_now_ms bigint) returns text[]
language plpgsql as $$
begin
  -- Waits for devices that are being linked.
  perform from placement p where p.user_id = p_user and p.cell = p_cell for update;
  if not found then return null; end if;
  if p_device is null then
    update placement set tickets_from_ms = p_now_ms where user_id = p_user;
    update device set revoked_ms = p_now_ms where user_id = p_user and revoked_ms is null;
    delete from cursor where user_id = p_user;
    perform drop_prekeys(p_user, d.device_id) from device d where d.user_id = p_user;
    return coalesce((select array_agg(d.device_id) from device d where d.user_id = p_user), '{}');
  end if;
  insert into device as d (user_id, device_id, store_id, linked_ms, revoked_ms) values (p_user, p_device, '', p_now_ms, p_now_ms)
  on conflict (user_id, device_id) do update set revoked_ms = coalesce(d.revoked_ms, excluded.revoked_ms);
  delete from cursor where user_id = p_user and device_id = p_device;
  perform drop_prekeys(p_user, p_device);
  return array[p_device];
end $$;

-- A device revokes one of its user. 'revoked': done, now or before. 'unknown': no such device, or the asking one was itself revoked.
-- 'last': it is the only one left, and p_even_last does not say that this is meant. 'not-home': the user does not live here.
create function revoke_by_device(p_cell text, p_user text, p_device text, p_by text, p_even_last boolean, p_now_ms bigint) returns text
language plpgsql as $$
begin
  -- Two devices that revoke each other come one after the other.
  perform from placement p where p.user_id = p_user and p.cell = p_cell for update;
  if not found then return 'not-home'; end if;
  if not exists (select from device d where d.user_id = p_user and d.device_id = p_by and d.revoked_ms is null)
    or not exists (select from device d where d.user_id = p_user and d.device_id = p_device) then
    return 'unknown';
  end if;
  if not p_even_last and not exists (
    select from device d where d.user_id = p_user and d.device_id <> p_device and d.revoked_ms is null
  ) then
    return 'last';
  end if;
  perform revoke_devices(p_cell, p_user, p_device, p_now_ms);
  return 'revoked';
end $$;
