-- The durable truth of a cell. Text ids compare by bytes (collate "C"); times are Unix milliseconds.

-- Where users live, as this cell knows it: its own (cell = this cell) and the peers it met. Only a higher epoch replaces a row.
create table placement (
  user_id text collate "C" primary key,
  cell text collate "C" not null,
  epoch bigint not null,
  statement text not null default '',
  refusal_revision bigint not null default 0,
  -- Tickets of a user of this cell that were issued before it are not taken: the user was revoked.
  tickets_from_ms bigint not null default 0,
  -- The epoch at which the terms of the user's conversations were looked after (0028_terms.sql).
  terms_epoch bigint not null default 1
) with (fillfactor = 90);

create table device (
  user_id text collate "C" not null,
  device_id text collate "C" not null,
  store_id text not null,
  linked_ms bigint not null,
  revoked_ms bigint,
  -- What the user calls it.
  name text not null default '',
  refusals_through bigint not null default 0,
  primary key (user_id, device_id)
);

-- One row per conversation: the only point of serialization on the message path.
-- last_n is `complete`: every number of the term up to it is held here. known_n is the highest number heard of.
create table conversation (
  id bytea primary key,
  -- 0 direct, 1 group.
  kind smallint not null default 0,
  -- The two users of a direct one.
  user_a text collate "C",
  user_b text collate "C",
  -- Key in `placement`: its home numbers the conversation. One of the two users, or `group:<id>`.
  numbering_user text collate "C" not null,
  term bigint not null default 1,
  last_n bigint not null default 0,
  known_n bigint not null default 0,
  -- messages stored here that have no number yet
  unsequenced integer not null default 0,
  -- false until both users' homes are known: until then nothing is numbered and nothing has a destination
  resolved boolean not null default false,
  hole_since_ms bigint,
  -- Numbers of a later term are here, above a hole.
  later_term boolean not null default false,
  -- At the authority: since when the term of the present placement is wanted. Until it is opened, messages wait for their number.
  opening_since_ms bigint,
  updated_ms bigint not null default 0,
  check (octet_length(id) = 32),
  check ((kind = 0) = (user_a is not null and user_b is not null)),
  check (user_a < user_b),
  check (last_n <= known_n),
  check (unsequenced >= 0)
) with (fillfactor = 60);
create index conversation_hole on conversation (hole_since_ms) where hole_since_ms is not null;
create index conversation_opening on conversation (opening_since_ms) where opening_since_ms is not null;

-- state: 0 waits for its number, 1 has it, 2 refused.
create table message (
  id uuid not null,
  sender text collate "C" not null,
  conversation bytea not null,
  term bigint,
  n bigint,
  accepted_ms bigint not null,
  state smallint not null,
  sender_device text collate "C" not null,
  content bytea not null,
  headers bytea not null,
  traceparent text not null default '',
  -- What a group change does: {op, users, title, isAdmin}. Null: content of the application.
  change jsonb,
  primary key (id, sender),
  check ((state = 1) = (n is not null))
) partition by range (id);
-- Ciphertext does not compress: do not try.
alter table message alter column content set storage external;
create index message_order on message (conversation, term, n);
create index message_change on message (conversation, term, n) where change is not null;

-- A user in a conversation: how far delivered (a first device) and read. For users of other cells: as last reported.
create table member (
  user_id text collate "C" not null,
  conversation bytea not null,
  delivered_term bigint not null default 0,
  delivered_n bigint not null default 0,
  read_term bigint not null default 0,
  read_n bigint not null default 0,
  touched_ms bigint not null default 0,
  -- In a group: what the member sees lies above `from` and, once they are out, not above `until`. Null is_admin: a direct conversation.
  is_admin boolean,
  from_term bigint not null default 0,
  from_n bigint not null default 0,
  until_term bigint,
  until_n bigint,
  -- When they were out: what happens in the group since is not theirs to know.
  until_ms bigint,
  primary key (user_id, conversation)
) with (fillfactor = 70);
create index member_of_group on member (conversation) where is_admin is not null;

create table cursor (
  user_id text collate "C" not null,
  device_id text collate "C" not null,
  conversation bytea not null,
  delivered_term bigint not null,
  delivered_n bigint not null,
  primary key (user_id, device_id, conversation)
) with (fillfactor = 70);

-- Messages that sequencing refused, numbered per user.
create table refusal (
  user_id text collate "C" not null,
  revision bigint not null,
  message_id uuid not null,
  conversation bytea not null,
  code text not null,
  refused_ms bigint not null,
  primary key (user_id, revision)
);
create unique index refusal_message on refusal (message_id, user_id);

-- "This cell owes that cell this message." destination null: the recipient's home is not known yet; this very cell: the message waits for
-- the term that it is to be numbered in.
create table outbox (
  seq bigint generated always as identity primary key,
  conversation bytea not null,
  message_id uuid not null,
  sender text collate "C" not null,
  recipient text collate "C" not null,
  destination text collate "C",
  lane smallint not null,
  parked_code text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, fillfactor = 90);
create index outbox_lane on outbox (destination, lane, seq);
create index outbox_unresolved on outbox (recipient, seq) where destination is null;

-- A relay claims lanes, not rows. batch null: free. A batch has one lane, or several of one destination.
create table lane (
  destination text collate "C" not null,
  lane smallint not null,
  batch text,
  deadline_ms bigint not null default 0,
  not_before_ms bigint not null default 0,
  primary key (destination, lane)
) with (fillfactor = 50);
create index lane_batch on lane (batch) where batch is not null;

-- Conversations whose next row a destination told RETRY_AFTER: their later rows to it wait, others pass. A group's copies to other
-- cells are others: one cell that is full, or ill-willed, holds up nobody but itself.
create table held (
  conversation bytea not null,
  destination text collate "C" not null,
  until_ms bigint not null,
  primary key (conversation, destination)
);

-- Users of this cell whose marks the peer's cell has not confirmed yet.
create table receipt_due (
  conversation bytea not null,
  user_id text collate "C" not null,
  destination text collate "C" not null,
  primary key (conversation, user_id)
);
create index receipt_due_destination on receipt_due (destination);
