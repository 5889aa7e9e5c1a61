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

create function webhook_first_seen() returns trigger
language plpgsql as $$
begin
  perform emit_webhook('user.first_seen', jsonb_build_object('user', new.thing, 'cell', new.cell));
  return null;
end $$;
-- System users are the backend's own.
create trigger placement_first_seen after insert on placement for each row
when (new.thing_kind = 1 and new.thing not like 'system.%') execute function webhook_first_seen();

-- The erasure is over: the name goes, with what has not been told of it yet.
create function finish_erasure(p_op uuid, p_now_ms bigint) returns void
language plpgsql as $$
declare
  finished erasure%rowtype;
begin
  select * into finished from erasure where op = p_op and state <> 'done' for update;
  if not found then return; end if;
  update erasure set state = 'done', user_id = null, done_ms = p_now_ms where op = p_op;
  delete from webhook_event where data ->> 'user' = finished.user_id;
  perform emit_webhook('user.erased', jsonb_build_object('erasure', p_op));
end $$;
