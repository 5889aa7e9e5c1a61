-- Events that the application's backend is owed (server-api/src/webhooks), written in the transaction in which they happen.

-- There while a process is configured to send. Nothing is written without it, or once it was given up.
create table webhook_endpoint (
  is_only boolean primary key default true check (is_only),
  url text not null,
  -- Nothing was taken since.
  failing_since_ms bigint,
  disabled_ms bigint
);

create table webhook_event (
  id uuid primary key default gen_random_uuid(),
  type text not null,
  at_ms bigint not null,
  data jsonb not null,
  attempts integer not null default 0,
  -- Not sent before: who sends it has claimed it until then.
  next_ms bigint not null default 0
);
create index webhook_event_next on webhook_event (next_ms);

create function emit_webhook(p_type text, p_data jsonb) returns void
language sql as $$
  insert into webhook_event (type, at_ms, data)
  select p_type, (extract(epoch from clock_timestamp()) * 1000)::bigint, p_data
  from webhook_endpoint e where e.disabled_ms is null
$$;

-- A message of a system user was refused after it had been accepted.
create function webhook_refused() returns trigger
language plpgsql as $$
begin
  perform emit_webhook('message.refused', jsonb_build_object(
    'sender', new.user_id, 'id', new.message_id, 'conversation', encode(new.conversation, 'hex'), 'code', new.code));
  return null;
end $$;
create trigger refusal_webhook after insert on refusal for each row
when (new.user_id like 'system.%') execute function webhook_refused();

-- A group that is numbered here was changed. Where it is numbered elsewhere, that cell tells.
create function webhook_group_changed() returns trigger
language plpgsql as $$
begin
  perform emit_webhook('group.changed', jsonb_build_object(
    'group', substr(c.numbering_user, length('group:') + 1), 'actor', m.sender, 'change', m.change ->> 'op', 'users', m.change -> 'users',
    'order', jsonb_build_object('term', m.term, 'n', m.n)))
  from conversation c
  join placement a on a.user_id = c.numbering_user and a.cell = (select i.cell from incarnation i)
  join message m on m.conversation = c.id and m.term = new.changed_term and m.n = new.changed_n and m.change is not null
  where c.id = new.conversation;
  return null;
end $$;
create trigger group_changed_webhook after insert or update of changed_term, changed_n on group_state for each row
execute function webhook_group_changed();

-- What has not been told yet names an erased user by the pseudonym.
create function erase_webhooks(p_user text, p_pseudonym text) returns void
language sql as $$
  update webhook_event
  set data = replace(data::text, to_json(p_user)::text, to_json(p_pseudonym)::text)::jsonb
  where strpos(data::text, to_json(p_user)::text) > 0
$$;
