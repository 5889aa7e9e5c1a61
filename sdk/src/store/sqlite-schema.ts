/** Tables of the SQLite store, and the statements over them. */

/**
 * From each layout to the next, the first from nothing: a store has been through as many as `pragma user_version` says. A
 * store of a later layout is not opened.
 *
 * Conversations and the device are state that is only ever read whole, so they are JSON; messages and the outbox are
 * asked for by key, order and state.
 */
export const LAYOUTS = [
  `
  create table device (id integer primary key check (id = 1), row text not null) strict;
  create table conversation (id text primary key, row text not null) strict, without rowid;
  create table cursor (conversation text primary key, row text not null) strict, without rowid;
  create table message (
    conversation text not null,
    term integer not null,
    n integer not null,
    message_id text not null,
    peer text not null,
    sender text not null,
    sender_device text not null,
    own integer not null,
    accepted_at_ms integer not null,
    content blob not null,
    unique (conversation, term, n)
  ) strict;
  create table outbox (
    position integer primary key,
    message_id text not null unique,
    conversation text not null,
    peer text not null,
    state text not null,
    finished integer not null,
    plain blob not null,
    encoded blob,
    made_at_ms integer not null,
    accepted_at_ms integer,
    term integer,
    n integer,
    code text,
    former_message_id text
  ) strict;
  create index outbox_by_finished on outbox (finished, position);
`,
  // The key of a user or a group; a user's is the user id, which was all there was.
  `
  alter table message rename column peer to counterpart;
  alter table message add column kind integer not null default 0;
  alter table outbox rename column peer to counterpart;
  alter table outbox add column kind integer not null default 0;
`,
  // What is believed of users' device lists.
  `
  create table identity (user text primary key, row text not null) strict, without rowid;
`,
  // Which message a message changes, and what the user's devices share.
  `
  alter table message add column changes text;
  create index message_by_id on message (message_id);
  create index message_by_changed on message (changes, conversation) where changes is not null;
  create table setting (key text primary key, row text not null) strict, without rowid;
`,
] as const;

/** In `kind`, besides the kinds of the protocol: a content that changes another message. */
export const QUIET = -1;

export const STATEMENTS = {
  device: "select row from device",
  conversations: "select row from conversation",
  cursors: "select row from cursor",
  identities: "select row from identity",
  settings: "select row from setting",
  newestMessageId: "select max(message_id) as newest, max(position) as position from outbox",
  unfinished: "select * from outbox where finished = 0 order by position",
  finished: "select * from outbox where finished = 1 order by position desc limit ?",
  putDevice: "insert into device (id, row) values (1, ?) on conflict (id) do update set row = excluded.row",
  putConversation: "insert into conversation (id, row) values (?, ?) on conflict (id) do update set row = excluded.row",
  putCursor:
    "insert into cursor (conversation, row) values (?, ?) on conflict (conversation) do update set row = excluded.row",
  putIdentity: "insert into identity (user, row) values (?, ?) on conflict (user) do update set row = excluded.row",
  putSetting: "insert into setting (key, row) values (?, ?) on conflict (key) do update set row = excluded.row",
  removeSetting: "delete from setting where key = ?",
  removeMessage: "delete from message where conversation = ? and term = ? and n = ?",
  addMessage: `insert into message (conversation, term, n, message_id, counterpart, sender, sender_device, own,
    accepted_at_ms, kind, content, changes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (conversation, term, n) do nothing`,
  putOutbox: `insert into outbox (position, message_id, conversation, counterpart, kind, state, finished, plain, encoded,
    made_at_ms, accepted_at_ms, term, n, code, former_message_id)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (position) do update set message_id = excluded.message_id, state = excluded.state,
    finished = excluded.finished, made_at_ms = excluded.made_at_ms, accepted_at_ms = excluded.accepted_at_ms,
    term = excluded.term, n = excluded.n, code = excluded.code, former_message_id = excluded.former_message_id`,
  forgetOutbox: "delete from outbox where message_id = ?",
  messages: `select * from message where conversation = ? and (term, n) > (?, ?) order by term, n limit ?`,
  messagesBefore: `select * from message where conversation = ? and (term, n) > (?, ?) and (term, n) < (?, ?)
    order by term desc, n desc limit ?`,
  lastMessage: `select * from message where conversation = ? and kind <> ${QUIET} order by term desc, n desc limit 1`,
  messageById: "select * from message where conversation = ? and message_id in (select value from json_each(?))",
  changesOf: `select * from message where conversation = ? and changes in (select value from json_each(?))
    order by term desc, n desc limit ?`,
  countOthers: `select count(*) as count from message
    where conversation = ? and (term, n) > (?, ?) and (term, n) <= (?, ?) and own = 0 and kind = ?`,
  pruneOutbox: `delete from outbox where position in
    (select position from outbox where finished = 1 and made_at_ms < ? order by position limit ?)`,
} as const;
