-- Locks are taken in one order in the whole database: rows of conversations by id, then placements by user, then members by conversation and
-- user. Where a statement learns only later what it has to lock, Postgres ends it, and it is repeated (retrying-pool.ts).

-- Raises device cursors and the user's marks to what devices report. A report beyond the head, or beyond what a former member of a group sees,
-- or about a conversation that the user is not in, is answered as invalid and changes nothing. `changed` rows: the user's marks after they rose.
create function record_cursors(
  p_cell text, p_now_ms bigint, p_users text[], p_devices text[], p_conversations bytea[],
  p_delivered_terms bigint[], p_delivered_ns bigint[], p_read_terms bigint[], p_read_ns bigint[]
) returns table (
  invalid_ord bigint, conversation bytea, user_id text, peer text, delivered_term bigint, delivered_n bigint, read_term bigint, read_n bigint,
  peer_here boolean
)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  valid boolean[];
begin
  select array_agg(
    m.user_id is not null
      and (t.delivered_term, t.delivered_n) <= (c.term, c.last_n) and (t.read_term, t.read_n) <= (c.term, c.last_n)
      and (m.until_n is null
        or (t.delivered_term, t.delivered_n) <= (m.until_term, m.until_n) and (t.read_term, t.read_n) <= (m.until_term, m.until_n))
    order by t.ord)
  into valid
  from unnest(p_users, p_conversations, p_delivered_terms, p_delivered_ns, p_read_terms, p_read_ns) with ordinality
    as t (user_id, conversation, delivered_term, delivered_n, read_term, read_n, ord)
  left join conversation c on c.id = t.conversation
  left join member m on m.user_id = t.user_id and m.conversation = c.id;

  perform from member m
  where (m.user_id, m.conversation) in (select * from unnest(p_users, p_conversations))
  order by m.conversation, m.user_id for update;

  insert into cursor as k (user_id, device_id, conversation, delivered_term, delivered_n)
  select distinct on (t.user_id, t.device_id, t.conversation) t.user_id, t.device_id, t.conversation, t.term, t.n
  from unnest(p_users, p_devices, p_conversations, p_delivered_terms, p_delivered_ns, valid)
    as t (user_id, device_id, conversation, term, n, valid)
  where t.valid and t.n > 0
    -- What a connection reports while it is closed must not bring the cursors of a revoked device back.
    and not exists (select from device d where d.user_id = t.user_id and d.device_id = t.device_id and d.revoked_ms is not null)
  order by t.user_id, t.device_id, t.conversation, t.term desc, t.n desc
  on conflict (user_id, device_id, conversation) do update
  set delivered_term = excluded.delivered_term, delivered_n = excluded.delivered_n
  where (k.delivered_term, k.delivered_n) < (excluded.delivered_term, excluded.delivered_n);

  return query
  with reported as (
    select t.user_id, t.conversation, max(array[t.delivered_term, t.delivered_n]) as delivered, max(array[t.read_term, t.read_n]) as read
    from unnest(p_users, p_conversations, p_delivered_terms, p_delivered_ns, p_read_terms, p_read_ns, valid)
      as t (user_id, conversation, delivered_term, delivered_n, read_term, read_n, valid)
    where t.valid group by t.user_id, t.conversation
  ), risen as (
    update member m
    set delivered_term = (greatest(array[m.delivered_term, m.delivered_n], r.delivered))[1],
      delivered_n = (greatest(array[m.delivered_term, m.delivered_n], r.delivered))[2],
      read_term = (greatest(array[m.read_term, m.read_n], r.read))[1],
      read_n = (greatest(array[m.read_term, m.read_n], r.read))[2],
      touched_ms = p_now_ms
    from reported r
    where m.user_id = r.user_id and m.conversation = r.conversation
      and (array[m.delivered_term, m.delivered_n] < r.delivered or array[m.read_term, m.read_n] < r.read)
    returning m.*
  ), told as (
    select r.*, case when c.user_a = r.user_id then c.user_b else c.user_a end as peer
    from risen r join conversation c on c.id = r.conversation
  ), due as (
    insert into receipt_due (conversation, user_id, destination)
    select t.conversation, t.user_id, p.cell from told t join placement p on p.user_id = t.peer and p.cell <> p_cell
    on conflict do nothing
  )
  select null::bigint, t.conversation, t.user_id, t.peer, t.delivered_term, t.delivered_n, t.read_term, t.read_n, p.cell is not null
  from told t left join placement p on p.user_id = t.peer and p.cell = p_cell
  union all
  select i.ord, null, null, null, null, null, null, null, null
  from unnest(valid) with ordinality as i (valid, ord) where not i.valid;
end $$;

-- Marks of users who live in p_from, as their home reports them. Answers the reports that were taken, in ord, with the marks after.
create function take_receipts(
  p_cell text, p_from text, p_now_ms bigint, p_conversations bytea[], p_users text[],
  p_delivered_terms bigint[], p_delivered_ns bigint[], p_read_terms bigint[], p_read_ns bigint[]
) returns table (
  ord bigint, changed boolean, conversation bytea, user_id text, peer text,
  delivered_term bigint, delivered_n bigint, read_term bigint, read_n bigint
)
language plpgsql as $$
#variable_conflict use_column
begin
  perform from member m
  where (m.user_id, m.conversation) in (select * from unnest(p_users, p_conversations))
  order by m.conversation, m.user_id for update;
  return query
  with report as (
    select t.*, case when c.user_a = t.user_id then c.user_b else c.user_a end as peer
    from unnest(p_conversations, p_users, p_delivered_terms, p_delivered_ns, p_read_terms, p_read_ns) with ordinality
      as t (conversation, user_id, delivered_term, delivered_n, read_term, read_n, ord)
    join conversation c on c.id = t.conversation and t.user_id in (c.user_a, c.user_b)
    join placement p on p.user_id = t.user_id and p.cell = p_from
    join placement authority on authority.user_id = c.numbering_user
    -- Nobody has what was never numbered. What the authority gave out may not be known here yet: the answer that brings the
    -- number can be slower than the receipt.
    where authority.cell = p_from
      or (t.delivered_term, t.delivered_n) <= (c.term, c.known_n) and (t.read_term, t.read_n) <= (c.term, c.known_n)
  ), risen as (
    update member m
    set delivered_term = (greatest(array[m.delivered_term, m.delivered_n], array[r.delivered_term, r.delivered_n]))[1],
      delivered_n = (greatest(array[m.delivered_term, m.delivered_n], array[r.delivered_term, r.delivered_n]))[2],
      read_term = (greatest(array[m.read_term, m.read_n], array[r.read_term, r.read_n]))[1],
      read_n = (greatest(array[m.read_term, m.read_n], array[r.read_term, r.read_n]))[2],
      touched_ms = p_now_ms
    from report r
    where m.user_id = r.user_id and m.conversation = r.conversation
      and ((m.delivered_term, m.delivered_n) < (r.delivered_term, r.delivered_n) or (m.read_term, m.read_n) < (r.read_term, r.read_n))
    returning m.*
  )
  select r.ord, m.user_id is not null, r.conversation, r.user_id, r.peer, m.delivered_term, m.delivered_n, m.read_term, m.read_n
  from report r left join risen m on m.user_id = r.user_id and m.conversation = r.conversation;
end $$;
