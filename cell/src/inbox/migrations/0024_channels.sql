-- Channels (docs/adr/0015): few post, a million read. Nothing of them is a conversation.

-- Those that this cell numbers, and those that its users have subscribed to.
-- (term, last_n): the newest post that is here. (base_term, base_n): this cell holds what lies above it, as far as it has not expired.
-- is_followed: numbered elsewhere, and pulled from there. subscribers: in all cells, as the authority said last.
create table channel (
  -- A name of four bytes, for this cell alone.
  ref integer generated always as identity primary key,
  id text collate "C" not null unique,
  authority text collate "C" not null,
  -- Under which it was created.
  op uuid,
  title bytea not null,
  term bigint not null default 0,
  last_n bigint not null default 0,
  base_term bigint not null default 0,
  base_n bigint not null default 0,
  active_ms bigint not null,
  is_followed boolean not null default false,
  subscribers bigint not null default 0
) with (fillfactor = 70);
create index channel_followed on channel (id) where is_followed;

-- At the authority. role: 1 poster, 2 admin, 3 owner.
create table channel_poster (
  channel_ref integer not null references channel,
  user_id text collate "C" not null,
  role smallint not null,
  primary key (channel_ref, user_id)
);
create index channel_poster_user on channel_poster (user_id);

-- At the authority: the other cells that have subscribers, and how many.
create table channel_cell (
  channel_ref integer not null references channel,
  cell text collate "C" not null,
  subscribers bigint not null,
  primary key (channel_ref, cell)
) with (fillfactor = 70);

-- One row a subscriber, at the subscriber's home. How far the user has read.
create table subscription (
  user_id text collate "C" not null,
  channel_ref integer not null,
  read_term integer not null,
  read_n bigint not null,
  primary key (user_id, channel_ref)
) with (fillfactor = 85);

-- How many subscribers a channel has in this cell: the sum. In parts, so that those who subscribe at once do not wait for each other.
create table subscriber_count (
  channel_ref integer not null,
  part smallint not null,
  subscribers bigint not null,
  primary key (channel_ref, part)
) with (fillfactor = 50);

create table channel_post (
  id uuid not null,
  channel_ref integer not null,
  term bigint not null,
  n bigint not null,
  sender text collate "C" not null,
  content bytea not null,
  accepted_ms bigint not null,
  unique (id, sender, channel_ref)
) partition by range (id);
create index channel_post_order on channel_post (channel_ref, term, n);
create index channel_post_sender on channel_post (sender);

-- Of a user who is erased: posts lose what they say, not their numbers.
create function erase_channels(p_user text, p_pseudonym text) returns void
language sql as $$
  update channel_post set sender = p_pseudonym, content = '' where sender = p_user;
  delete from channel_poster where user_id = p_user;
  update subscriber_count c set subscribers = c.subscribers - 1
  from subscription s where s.user_id = p_user and c.channel_ref = s.channel_ref and c.part = abs(hashtext(p_user) % 16);
  delete from subscription where user_id = p_user;
$$;
