-- ingest_batch for groups, envelope by envelope in the order given for each group. outcome: 1 ack, 2 duplicate, 3 a placement is unknown (subject), 4 the
-- subject lives elsewhere (statement), 5 rejected (code), 6 refused (code), 7 the state of the group is not known here, 8 as in ingest_batch.
-- from_n < to_n: the head rose by this message, or by what it completed.
create function ingest_group_batch(
  p_cell text, p_from text, p_now_ms bigint, p_members_max integer, p_ids uuid[], p_senders text[], p_devices text[], p_things text[],
  p_conversations bytea[], p_contents bytea[], p_headers bytea[], p_accepted bigint[], p_traces text[], p_terms bigint[], p_ns bigint[],
  p_changes text[]
) returns table (
  ord bigint, outcome smallint, code text, subject text, statement text, conversation bytea, term bigint, n bigint,
  advanced_from bigint, advanced_to bigint
)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  item record;
  known message%rowtype;
  sender_home placement%rowtype;
  authority placement%rowtype;
  place conversation%rowtype;
begin
  insert into conversation (id, kind, numbering_user, resolved)
  select distinct on (t.conversation) t.conversation, 1, t.thing, true
  from unnest(p_conversations, p_things, p_senders, p_ns, p_changes) as t (conversation, thing, sender, n, change)
  join placement a on a.user_id = t.thing and a.cell = p_cell
  join placement s on s.user_id = t.sender and s.cell = p_from
  where t.n = 0 and t.change::jsonb ->> 'op' = 'create'
  order by t.conversation
  on conflict do nothing;
  perform from conversation c where c.id = any (p_conversations) order by c.id for update;

  for item in
    select t.*, t.change_text::jsonb as change
    from unnest(p_ids, p_senders, p_devices, p_things, p_conversations, p_contents, p_headers, p_accepted, p_traces, p_terms, p_ns, p_changes)
      with ordinality
      as t (id, sender, device, thing, conversation, content, headers, accepted_ms, trace, given_term, given_n, change_text, ord)
    -- Members are locked group by group.
    order by t.conversation, t.ord
  loop
    ord := item.ord; outcome := null; code := null; subject := null; statement := null; conversation := item.conversation;
    term := null; n := null; advanced_from := null; advanced_to := null;
    select p.* into authority from placement p where p.user_id = item.thing;
    select p.* into sender_home from placement p where p.user_id = item.sender;
    if authority.cell is null then
      outcome := 3; subject := item.thing;
    elsif item.given_n = 0 and sender_home.cell is null then
      outcome := 3; subject := item.sender;
    elsif item.given_n = 0 and sender_home.cell <> p_from then
      outcome := 4; subject := item.sender; statement := sender_home.statement;
    elsif item.given_n = 0 and authority.cell <> p_cell then
      outcome := 4; subject := item.thing; statement := authority.statement;
    elsif item.given_n > 0 and (authority.cell <> p_from or item.given_term > authority.epoch) then
      outcome := 5; code := 'NOT_AUTHORITY';
    else
      select c.* into place from conversation c where c.id = item.conversation;
      select m.* into known from message m where m.id = item.id and m.sender = item.sender;
      if known.id is not null and item.given_term > known.term and (known.term, known.n) > (place.term, place.last_n) then
        outcome := 8;
      elsif known.id is not null then
        term := known.term; n := known.n;
        code := case
          when known.conversation <> item.conversation or known.content <> item.content then 'ID_CONFLICT'
          when known.n is null or (item.given_n > 0 and (item.given_term, item.given_n) <> (known.term, known.n)) then 'FORGED_KEY' end;
        outcome := case when code is null then 2 else 5 end;
      elsif item.given_n = 0 and place.term <> authority.epoch then
        outcome := 8;
        update conversation c set opening_since_ms = coalesce(c.opening_since_ms, p_now_ms) where c.id = item.conversation;
      elsif item.given_n = 0 then
        code := group_refusal(item.conversation, item.sender, item.change, p_members_max);
        subject := names_unplaced(item.change);
        outcome := case when code is not null then 6 when subject is not null then 3 else 1 end;
        if outcome = 1 then
          select x.term, x.n, x.n - 1, x.n into term, n, advanced_from, advanced_to
          from number_group_message(p_cell, p_from, p_now_ms, item.id, item.sender, item.device, item.thing, item.conversation, item.content,
            item.headers, item.accepted_ms, item.trace, item.change) x;
        end if;
      elsif not knows_group_at(p_cell, item.conversation, item.given_term, item.given_n) then
        outcome := 7; subject := item.thing;
      elsif never_sent_here(p_cell, item.sender, item.id) then
        outcome := 5; code := 'FORGED_KEY';
      elsif item.given_term < place.term then
        outcome := 2; term := item.given_term; n := item.given_n;
      elsif place.id is null or exists (
        select from message m where m.conversation = item.conversation and m.term = item.given_term and m.n = item.given_n
      ) then
        outcome := 5; code := 'FORGED_KEY';
      else
        outcome := 1; term := item.given_term; n := item.given_n;
        insert into message (id, sender, conversation, term, n, accepted_ms, state, sender_device, content, headers, traceparent, change)
        values (item.id, item.sender, item.conversation, term, n, item.accepted_ms, 1, item.device, item.content, item.headers, item.trace,
          item.change);
        update conversation c
        set known_n = case when c.term = item.given_term then greatest(c.known_n, item.given_n) else c.known_n end,
          later_term = c.later_term or c.term < item.given_term
        where c.id = item.conversation;
        -- No hole: what lies between was said while nobody of this cell was a member.
        if (item.given_term, item.given_n - 1) > (place.term, place.last_n) then perform pass_unseen(p_cell, item.conversation); end if;
        -- A later message of the batch is judged by what this one changed.
        select a.from_n, a.to_n into advanced_from, advanced_to from advance_heads(array[item.conversation], p_now_ms) a;
      end if;
    end if;
    return next;
  end loop;
end $$;

-- Whether what this cell knows of the group says who a message at this place is for: it follows the group, or took over a later state.
create function knows_group_at(p_cell text, p_conversation bytea, p_term bigint, p_n bigint) returns boolean
language sql stable
return exists (
  select from group_state g
  where g.conversation = p_conversation and ((p_term, p_n) <= (g.changed_term, g.changed_n) or has_local_member(p_cell, p_conversation)));
