-- Groups and channels are placed by an operation whose repetition must be told from another one that wants the same
-- id, however the thing has moved since. A user is placed by whoever signs him in first: null.
alter table placement add column placed_by uuid;
