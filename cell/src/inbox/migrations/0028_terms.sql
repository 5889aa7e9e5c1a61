-- Terms (docs/adr/0016): the term of a conversation is the placement epoch of whoever numbers it. A cell that numbers at another epoch than the
-- term's opens the next one first, from the longest run that it and the other cells of the members can put together.

create type message_name as (id uuid, sender text);

-- The other cells that hold the conversation for a member.
create function holding_cells(p_conversation bytea, p_cell text) returns text[]
language sql stable
return array(
  select p.cell from conversation c join placement p on p.user_id in (c.user_a, c.user_b) where c.id = p_conversation and p.cell <> p_cell
  union
  select g.cell from group_cell g where g.conversation = p_conversation and g.cell <> p_cell);

-- Whether the homes of all members are known: who is not known here may live anywhere.
create function knows_homes(p_conversation bytea) returns boolean
language sql stable
return not exists (
  select from member m left join placement p on p.user_id = m.user_id
  where m.conversation = p_conversation and m.until_n is null and p.cell is null);

-- Messages whose number is void: those of users of this cell are submitted again to p_to (this cell: they wait for the term), others are dropped,
-- and come again from the cell of their sender. The caller holds the conversation's row lock.
create function lose_numbers(p_cell text, p_conversation bytea, p_to text, p_messages message_name[]) returns void
language plpgsql as $$
declare
  kept bigint;
begin
  if cardinality(p_messages) = 0 then return; end if;
  delete from message m using unnest(p_messages) as l (id, sender)
  where m.id = l.id and m.sender = l.sender
    and (m.change ->> 'op' = 'opened' or not exists (
      -- Own ones may not have been taken again yet.
      select from placement p where p.user_id = m.sender and (p.cell = p_cell or p.cell is null)));
  delete from outbox o using unnest(p_messages) as l (id, sender)
  where o.message_id = l.id and o.sender = l.sender and o.conversation = p_conversation;
  with lost as (
    update message m set state = 0, term = null, n = null
    from unnest(p_messages) as l (id, sender) where m.id = l.id and m.sender = l.sender
    returning m.id, m.sender
  ), owed as (
    insert into outbox (conversation, message_id, sender, recipient, destination, lane)
    select p_conversation, l.id, l.sender,
      case when c.kind = 1 then c.numbering_user when c.user_a = l.sender then c.user_b else c.user_a end, p_to, get_byte(p_conversation, 0) % 16
    from lost l join conversation c on c.id = p_conversation
    -- The order in which they were sent.
    order by l.id
  )
  select count(*) into kept from lost;
  update conversation c set unsequenced = c.unsequenced + kept where c.id = p_conversation;
end $$;

-- Has the terms opened that these conversations wait for; their messages wait here meanwhile. The caller holds their row locks.
create function await_terms(p_cell text, p_now_ms bigint, p_conversations bytea[]) returns void
language plpgsql as $$
declare
  unopened constant bytea[] := array(
    select c.id from conversation c join placement a on a.user_id = c.numbering_user and a.cell = p_cell
    where c.id = any (p_conversations) and a.epoch <> c.term);
begin
  if cardinality(unopened) = 0 then return; end if;
  update conversation c set opening_since_ms = coalesce(c.opening_since_ms, p_now_ms) where c.id = any (unopened);
  update outbox o set destination = p_cell
  from message m
  where o.conversation = any (unopened) and o.destination is null and m.id = o.message_id and m.sender = o.sender and m.state = 0;
end $$;

-- A user is here for the first time at this placement epoch: terms that their conversations lack are opened, and what other cells number is looked
-- after, since this cell may have lost the newest of it.
create function seek_terms(p_cell text, p_user text, p_now_ms bigint) returns void
language plpgsql as $$
declare
  conversations constant bytea[] := array(select m.conversation from member m where m.user_id = p_user);
begin
  perform from conversation c where c.id = any (conversations) order by c.id for update;
  update conversation c
  set opening_since_ms = case when a.cell = p_cell then coalesce(c.opening_since_ms, p_now_ms) else c.opening_since_ms end,
    hole_since_ms = case when a.cell = p_cell then c.hole_since_ms else coalesce(c.hole_since_ms, 0) end
  from placement a
  where c.id = any (conversations) and a.user_id = c.numbering_user and (a.cell <> p_cell or a.epoch <> c.term);
  update placement p set terms_epoch = p.epoch where p.user_id = p_user;
end $$;

-- Opens the term of the present placement after (p_term, p_n), if that is where the conversation stands and p_asked has every cell that may hold more,
-- and numbers what waits. p_content: the encoded record.
create function open_term(
  p_cell text, p_now_ms bigint, p_conversation bytea, p_term bigint, p_n bigint, p_asked text[], p_id uuid, p_content bytea, p_members_max integer
) returns table (
  kind text, conversation bytea, term bigint, from_n bigint, to_n bigint, message_id uuid, user_id text, code text, revision bigint
)
language plpgsql as $$
#variable_conflict use_column
declare
  place conversation%rowtype;
  epoch bigint;
begin
  select c.* into place from conversation c where c.id = p_conversation for update;
  select p.epoch into epoch from placement p where p.user_id = place.numbering_user and p.cell = p_cell;
  if place.opening_since_ms is null then return; end if;
  if epoch is null or epoch <= place.term then
    -- Somebody was first, or the numbering is elsewhere by now.
    update conversation c set opening_since_ms = null where c.id = p_conversation;
    return;
  end if;
  if (place.term, place.last_n) <> (p_term, p_n) or not holding_cells(p_conversation, p_cell) <@ p_asked or not knows_homes(p_conversation)
  then return; end if;

  perform lose_numbers(
    p_cell, p_conversation, p_cell,
    array(
      select (m.id, m.sender)::message_name from message m
      where m.conversation = p_conversation and m.state = 1 and (m.term, m.n) > (place.term, place.last_n)));
  insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers, change)
  values (p_id, split_part(place.numbering_user, ':', -1), p_conversation, epoch, 1, p_now_ms, 1, 'authority', p_content, '',
    '{"op": "opened", "users": []}');
  update conversation c
  set term = epoch, last_n = 1, known_n = 1, opening_since_ms = null, hole_since_ms = null, later_term = false, updated_ms = p_now_ms
  where c.id = p_conversation;
  if place.kind = 1 then
    perform apply_passed_changes(array[p_conversation]);
    return query
    select 'refusal', r.conversation, null::bigint, null::bigint, null::bigint, r.message_id, r.user_id, r.code, r.revision
    from number_waiting_of_group(p_cell, p_now_ms, p_conversation, p_members_max) r;
  else
    perform number_waiting(p_cell, p_conversation);
  end if;
  return query
  select 'advance', p_conversation, c.term, 0::bigint, c.last_n, null::uuid, null::text, null::text, null::bigint
  from conversation c where c.id = p_conversation;
end $$;

-- Numbers what waits for the term of a direct conversation, in the order in which it came.
create function number_waiting(p_cell text, p_conversation bytea) returns void
language plpgsql as $$
begin
  with next as (
    select o.seq, o.message_id, o.sender, c.term, c.last_n + row_number() over (order by o.seq) as n, home.cell as recipient_cell
    from outbox o join conversation c on c.id = o.conversation join placement home on home.user_id = o.recipient
    where o.conversation = p_conversation and o.destination = p_cell and o.parked_code is null
  ), numbered as (
    update message m set term = x.term, n = x.n, state = 1 from next x where m.id = x.message_id and m.sender = x.sender
  ), delivered as (
    delete from outbox o using next x where o.seq = x.seq and x.recipient_cell = p_cell
  ), owed as (
    update outbox o set destination = x.recipient_cell from next x where o.seq = x.seq and x.recipient_cell <> p_cell
  )
  update conversation c
  set last_n = c.last_n + x.count, known_n = c.known_n + x.count, unsequenced = c.unsequenced - x.count
  from (select count(*) as count from next) x where c.id = p_conversation;
end $$;

-- The same for a group, message by message: what a change allows holds for those after it.
create function number_waiting_of_group(p_cell text, p_now_ms bigint, p_conversation bytea, p_members_max integer)
returns table (message_id uuid, conversation bytea, user_id text, code text, revision bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  waiting record;
  why text;
begin
  for waiting in
    select o.seq, o.recipient as thing, m.* from outbox o join message m on m.id = o.message_id and m.sender = o.sender
    where o.conversation = p_conversation and o.destination = p_cell and o.parked_code is null
    order by o.seq
  loop
    delete from outbox o where o.seq = waiting.seq;
    why := coalesce(
      group_refusal(p_conversation, waiting.sender, waiting.change, p_members_max),
      case when names_unplaced(waiting.change) is not null then 'UNKNOWN_USER' end);
    if why is not null then
      return query select r.* from refuse_messages(array[waiting.id], array[waiting.sender], array[why], p_now_ms) r;
    else
      delete from message m where m.id = waiting.id and m.sender = waiting.sender;
      update conversation c set unsequenced = c.unsequenced - 1 where c.id = p_conversation;
      perform number_group_message(
        p_cell, null, p_now_ms, waiting.id, waiting.sender, waiting.sender_device, waiting.thing, p_conversation, waiting.content,
        waiting.headers, waiting.accepted_ms, waiting.traceparent, waiting.change);
    end if;
  end loop;
end $$;
