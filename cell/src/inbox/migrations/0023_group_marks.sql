-- What p_asking, a present member, may know of how far those of p_users are who live in this cell and are members now. Whoever shows their
-- deliveries to p_asking later, or never, shows nothing here. (0, 0) as the read mark: nothing is told of it.
create function group_marks(p_cell text, p_conversation bytea, p_asking text, p_users text[])
returns table (user_id text, delivered_term bigint, delivered_n bigint, read_term bigint, read_n bigint)
language sql stable as $$
  select m.user_id, m.delivered_term, m.delivered_n,
    case when shows_read then m.read_term else 0 end, case when shows_read then m.read_n else 0 end
  from member asking
  join member m on m.conversation = asking.conversation and m.is_admin is not null and m.until_n is null and m.user_id = any (p_users)
  join placement p on p.user_id = m.user_id and p.cell = p_cell
  left join privacy own on own.user_id = m.user_id
  left join privacy theirs on theirs.user_id = p_asking
  cross join lateral (select not (coalesce(own.read_receipts_off, false) or coalesce(theirs.read_receipts_off, false)) as shows_read) r
  where asking.conversation = p_conversation and asking.user_id = p_asking and asking.is_admin is not null and asking.until_n is null
    and (own.user_id is null or (
      not is_blocked(m.user_id, p_asking) and in_audience(own.delivered, m.user_id, p_asking) and in_audience(own.online, m.user_id, p_asking)))
$$;
