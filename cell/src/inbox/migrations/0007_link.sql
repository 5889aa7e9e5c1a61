-- Numbers the connections of the cell's devices: a later one has a higher epoch, whatever clocks do. It begins at the present
-- microsecond, so that a database made anew is above what Redis remembers of the one before.
create sequence connection_epoch;
select setval('connection_epoch', (extract(epoch from clock_timestamp()) * 1000000)::bigint);

-- A device connects with a valid ticket of placement epoch p_epoch. Writes nothing for a device that comes back unchanged.
-- outcome: linked | revoked | suspended | ticket-revoked | device-limit | not-taken (the storage went back, and whether the user still lives here is not known yet)
-- | moved (cell, epoch, statement). A new device, or one whose store is another, starts at the head of
-- every conversation.
create function link_device(
  p_cell text, p_user text, p_device text, p_store text, p_epoch bigint, p_refusals_through bigint, p_devices_max integer, p_now_ms bigint,
  p_issued_ms bigint
) returns table (
  outcome text, connection_epoch bigint, store_reset boolean, refusals_through bigint, cell text, epoch bigint, statement text
)
language plpgsql as $$
#variable_conflict use_column
declare
  home placement%rowtype;
  known device%rowtype;
  through bigint;
begin
  select * into home from placement p where p.user_id = p_user;
  -- Before it is looked for: whoever was erased is not here any more.
  if home.user_id is null and is_erased(p_user) then
    return query select 'ticket-revoked', null::bigint, false, null::bigint, null::text, null::bigint, null::text;
    return;
  end if;
  if home.user_id is null or home.cell is null or (home.cell <> p_cell and home.epoch < p_epoch) then
    select case when i.taken_through is not null then 'not-taken' when p_issued_ms <= i.granted_ms then 'ticket-revoked' end
    into outcome from incarnation i;
    if outcome is not null then
      return next;
      return;
    end if;
    perform record_placement(p_cell, p_user, p_cell, p_epoch, '', p_now_ms);
  elsif home.cell <> p_cell then
    return query select 'moved', null::bigint, false, null::bigint, home.cell, home.epoch, home.statement;
    return;
  end if;

  select * into known from device d where d.user_id = p_user and d.device_id = p_device;
  if known.store_id is distinct from p_store then
    -- Serializes the linking of one user's devices, and their revocation.
    select * into home from placement p where p.user_id = p_user for update;
    select * into known from device d where d.user_id = p_user and d.device_id = p_device;
  end if;
  if known.revoked_ms is not null then
    return query select 'revoked', null::bigint, false, null::bigint, null::text, null::bigint, null::text;
    return;
  end if;
  if home.tickets_from_ms > p_issued_ms then
    return query select 'ticket-revoked', null::bigint, false, null::bigint, null::text, null::bigint, null::text;
    return;
  end if;
  if exists (select from suspension s where s.user_id = p_user) then
    return query select 'suspended', null::bigint, false, null::bigint, null::text, null::bigint, null::text;
    return;
  end if;
  if known.store_id is distinct from p_store then
    if known.user_id is null
      and (select count(*) from device d where d.user_id = p_user and d.revoked_ms is null and d.device_id <> p_device) >= p_devices_max then
      return query select 'device-limit', null::bigint, false, null::bigint, null::text, null::bigint, null::text;
      return;
    end if;
    insert into device as d (user_id, device_id, store_id, linked_ms, refusals_through)
    values (p_user, p_device, p_store, p_now_ms, coalesce(home.refusal_revision, 0))
    on conflict (user_id, device_id) do update set store_id = excluded.store_id
    returning d.refusals_through into through;
    insert into cursor as k (user_id, device_id, conversation, delivered_term, delivered_n)
    select p_user, p_device, c.id, c.term, c.last_n
    from member m join conversation c on c.id = m.conversation
    where m.user_id = p_user and c.last_n > 0
    on conflict (user_id, device_id, conversation) do update
    set delivered_term = excluded.delivered_term, delivered_n = excluded.delivered_n
    where (k.delivered_term, k.delivered_n) < (excluded.delivered_term, excluded.delivered_n);
  elsif known.refusals_through < p_refusals_through then
    update device d set refusals_through = p_refusals_through where d.user_id = p_user and d.device_id = p_device;
    through := p_refusals_through;
  else
    through := known.refusals_through;
  end if;
  if home.epoch > home.terms_epoch then perform seek_terms(p_cell, p_user, p_now_ms); end if;
  return query
  select 'linked', nextval('connection_epoch'), known.user_id is not null and known.store_id <> p_store, through,
    null::text, null::bigint, null::text;
end $$;
