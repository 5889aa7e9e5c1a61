-- Gives a message the next number of its group, of which this cell is the authority, and owes a copy to each other cell with members
-- before or after it, but to p_except, which learns the number from the answer. The caller holds the conversation's row lock.
create function number_group_message(
  p_cell text, p_except text, p_now_ms bigint, p_id uuid, p_sender text, p_device text, p_thing text, p_conversation bytea,
  p_content bytea, p_headers bytea, p_accepted_ms bigint, p_trace text, p_change jsonb
) returns table (term bigint, n bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  place conversation%rowtype;
  cells text[];
begin
  update conversation c set last_n = c.last_n + 1, known_n = c.known_n + 1, updated_ms = p_now_ms
  where c.id = p_conversation
  returning c.* into place;
  insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers, traceparent, change)
  values (p_id, p_sender, p_conversation, place.term, place.last_n, p_accepted_ms, 1, p_device, p_content, p_headers, p_trace, p_change);
  if p_change is not null then
    -- Who is removed lives in one of the cells before the change, who is added in one of those after it.
    cells := array(select g.cell from group_cell g where g.conversation = p_conversation);
    perform apply_group_change(p_conversation, place.term, place.last_n, p_sender, p_change);
    perform refresh_group_cells(p_conversation);
  end if;
  insert into outbox (conversation, message_id, sender, recipient, destination, lane)
  select p_conversation, p_id, p_sender, p_thing, o.cell, get_byte(p_conversation, 0) % 16
  from (
    select g.cell from group_cell g where g.conversation = p_conversation
    union
    select b.cell from unnest(cells) as b (cell)
  ) o
  where o.cell <> p_cell and o.cell is distinct from p_except;
  return query select place.term, place.last_n;
end $$;

-- accept_batch for groups, message by message in the order given for each group: what a change allows holds for the messages after it.
-- p_things: `group:<id>`. p_changes: null for content. outcome: 1 sequenced, 2 accepted without a number, 3 refused before, 4 id conflict,
-- 5 the sender does not live here, 6 refused at once and not stored (code), 7 the home of a named user is not known here.
create function accept_group_batch(
  p_cell text, p_now_ms bigint, p_members_max integer, p_ids uuid[], p_senders text[], p_devices text[], p_things text[],
  p_conversations bytea[], p_contents bytea[], p_headers bytea[], p_accepted bigint[], p_traces text[], p_changes text[]
) returns table (
  ord bigint, outcome smallint, term bigint, n bigint, version bigint, duplicate boolean, accepted_ms bigint, code text, revision bigint
)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  item record;
  known message%rowtype;
  authority text;
  is_open boolean;
  refused text;
begin
  insert into conversation (id, kind, numbering_user, resolved)
  select distinct on (t.conversation) t.conversation, 1, t.thing, exists (select from placement p where p.user_id = t.thing and p.cell is not null)
  from unnest(p_conversations, p_things, p_senders) as t (conversation, thing, sender)
  where exists (select from placement p where p.user_id = t.sender and p.cell = p_cell)
  order by t.conversation
  on conflict do nothing;
  perform from conversation c where c.id = any (p_conversations) order by c.id for update;

  for item in
    select t.*, t.change_text::jsonb as change
    from unnest(p_ids, p_senders, p_devices, p_things, p_conversations, p_contents, p_headers, p_accepted, p_traces, p_changes)
      with ordinality
      as t (id, sender, device, thing, conversation, content, headers, accepted_ms, trace, change_text, ord)
    -- Members are locked group by group.
    order by t.conversation, t.ord
  loop
    ord := item.ord; outcome := null; term := null; n := null; duplicate := false; accepted_ms := item.accepted_ms; code := null;
    revision := null;
    select m.* into known from message m where m.id = item.id and m.sender = item.sender;
    if known.id is not null then
      duplicate := true;
      accepted_ms := known.accepted_ms;
      term := known.term; n := known.n;
      outcome := case when known.conversation <> item.conversation or known.content <> item.content
          or known.sender_device <> item.device then 4
        when known.state = 1 then 1 when known.state = 2 then 3 else 2 end;
      if known.state = 2 then
        select r.code, r.revision into code, revision from refusal r where r.message_id = item.id and r.user_id = item.sender;
      end if;
    elsif not exists (select from placement p where p.user_id = item.sender and p.cell = p_cell) then
      outcome := 5;
    else
      select p.cell, p.epoch = c.term into authority, is_open
      from conversation c left join placement p on p.user_id = item.thing where c.id = item.conversation;
      -- Where the group is numbered, a term that is to be opened first is waited for.
      if authority is distinct from p_cell or not is_open then
        outcome := 2;
        insert into message (id, sender, conversation, accepted_ms, state, sender_device, content, headers, traceparent, change)
        values (item.id, item.sender, item.conversation, item.accepted_ms, 0, item.device, item.content, item.headers, item.trace,
          item.change);
        insert into outbox (conversation, message_id, sender, recipient, destination, lane)
        values (item.conversation, item.id, item.sender, item.thing, authority, get_byte(item.conversation, 0) % 16);
        update conversation c
        set unsequenced = c.unsequenced + 1, resolved = authority is not null, updated_ms = p_now_ms,
          opening_since_ms = case when authority = p_cell then coalesce(c.opening_since_ms, p_now_ms) else c.opening_since_ms end
        where c.id = item.conversation;
      else
        refused := group_refusal(item.conversation, item.sender, item.change, p_members_max);
        if refused is not null then
          outcome := 6;
          code := refused;
        elsif names_unplaced(item.change) is not null then
          outcome := 7;
        else
          outcome := 1;
          select x.term, x.n into term, n
          from number_group_message(p_cell, null, p_now_ms, item.id, item.sender, item.device, item.thing, item.conversation, item.content,
            item.headers, item.accepted_ms, item.trace, item.change) x;
        end if;
      end if;
    end if;
    select g.version into version from group_state g where g.conversation = item.conversation;
    return next;
  end loop;
end $$;

-- A user whom this change makes a member and whose home is not known here, or null.
create function names_unplaced(p_change jsonb) returns text
language sql stable
return (
  select u.user_id from jsonb_array_elements_text(p_change -> 'users') as u (user_id)
  where p_change ->> 'op' in ('create', 'add') and not exists (select from placement p where p.user_id = u.user_id and p.cell is not null)
  limit 1);
