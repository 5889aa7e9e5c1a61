-- Ends what this cell owes of messages below the id p_below, before they are dropped. What has no number is refused: whether the authority
-- ever had it cannot be told any more. A copy that is owed is forgotten: its destination learns from the range of the authority,
-- when it pulls, that the number has expired.
create function expire_owed(p_below uuid, p_now_ms bigint) returns table (copies bigint, refused bigint)
language plpgsql as $$
declare
  ids uuid[];
  senders text[];
begin
  perform from conversation c where c.id in (select o.conversation from outbox o where o.message_id < p_below) order by c.id for update;
  with gone as (
    delete from outbox o where o.message_id < p_below returning o.message_id, o.sender
  )
  select array_agg(g.message_id), array_agg(g.sender) into ids, senders from gone g;
  select count(*) into refused from refuse_messages(ids, senders, array_fill('EXPIRED'::text, array[coalesce(cardinality(ids), 0)]), p_now_ms);
  copies := coalesce(cardinality(ids), 0) - refused;
  return next;
end $$;
