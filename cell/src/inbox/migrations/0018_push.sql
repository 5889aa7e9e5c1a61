-- How to wake a device that is not connected: one way per device. target: the endpoint of a push service, or a relay's token.
-- check_ms: when to look next whether it misses something. free_ms: not woken again before. woken_ms: when it was last.
create table push_subscription (
  user_id text collate "C" not null,
  device_id text collate "C" not null,
  kind text not null,
  target text not null,
  check_ms bigint not null,
  free_ms bigint not null default 0,
  woken_ms bigint not null,
  failures integer not null default 0,
  primary key (user_id, device_id),
  check (kind in ('web', 'relay'))
) with (fillfactor = 70);
create index push_subscription_check on push_subscription (check_ms);

-- Up to which message id, by its time, somebody has looked for devices to wake. One row: who locks it looks.
create table push_scan (
  scanned_ms bigint not null
);
insert into push_scan values (0);

-- Messages of ids from the last look up to p_until_ms: subscribed devices that have not got one of another user are to be checked.
-- Other arrivals (ids that were long under way) are found when the device's turn comes. Answers how many were marked.
create function mark_unwoken(p_until_ms bigint, p_look_back_ms bigint, p_now_ms bigint) returns bigint
language plpgsql
set enable_seqscan = off
as $$
declare
  since_ms bigint;
  marked bigint;
begin
  select greatest(s.scanned_ms, p_until_ms - p_look_back_ms) into since_ms from push_scan s for update skip locked;
  if since_ms is null or since_ms >= p_until_ms then return 0; end if;
  with recent as (
    select distinct m.conversation from message m
    where m.id >= message_id_floor(since_ms) and m.id < message_id_floor(p_until_ms) and m.state = 1
  ), people as (
    select u.user_id from recent r join conversation c on c.id = r.conversation and c.kind = 0
    cross join lateral (values (c.user_a), (c.user_b)) u (user_id)
    union
    select m.user_id from recent r join member m on m.conversation = r.conversation and m.is_admin is not null
  )
  update push_subscription s set check_ms = greatest(p_now_ms, s.free_ms)
  from people p where s.user_id = p.user_id and s.check_ms > greatest(p_now_ms, s.free_ms);
  get diagnostics marked = row_count;
  update push_scan set scanned_ms = p_until_ms;
  return marked;
end $$;

-- Claims subscriptions whose turn it is until p_claim_ms, and says which of them miss a message of another user that is older than
-- p_until_ms, in a conversation that has grown since they were last woken. Those of revoked devices go.
create function claim_push_checks(p_now_ms bigint, p_until_ms bigint, p_claim_ms bigint, p_limit integer)
returns table (user_id text, device_id text, kind text, target text, failures integer, misses boolean)
language plpgsql
set enable_seqscan = off
as $$
#variable_conflict use_column
begin
  return query
  with due as (
    select s.user_id, s.device_id from push_subscription s
    where s.check_ms <= p_now_ms order by s.check_ms limit p_limit for update skip locked
  ), revoked as (
    delete from push_subscription s using due, device d
    where s.user_id = due.user_id and s.device_id = due.device_id
      and d.user_id = s.user_id and d.device_id = s.device_id and d.revoked_ms is not null
    returning s.user_id, s.device_id
  ), claimed as (
    update push_subscription s set check_ms = p_claim_ms from due
    where s.user_id = due.user_id and s.device_id = due.device_id
      and not exists (select from device d where d.user_id = s.user_id and d.device_id = s.device_id and d.revoked_ms is not null)
    returning s.*
  )
  select s.user_id, s.device_id, s.kind, s.target, s.failures, exists (
    select from member m
    join conversation c on c.id = m.conversation and c.updated_ms > s.woken_ms
    left join cursor k on k.user_id = s.user_id and k.device_id = s.device_id and k.conversation = c.id
    where m.user_id = s.user_id and exists (
      select from message x
      where x.conversation = c.id and (x.term, x.n) > (coalesce(k.delivered_term, 0), coalesce(k.delivered_n, 0))
        and (x.term, x.n) <= (c.term, c.last_n) and (m.until_n is null or (x.term, x.n) <= (m.until_term, m.until_n))
        and x.sender <> s.user_id and x.id < message_id_floor(p_until_ms)
    )
  )
  from claimed s;
end $$;
