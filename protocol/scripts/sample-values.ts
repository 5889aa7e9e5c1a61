/** Values that several samples have (frame-samples.ts). */

export const CONVERSATION = `hex:${"c0".repeat(32)}`;
export const HASH = `hex:${"a5".repeat(32)}`;
export const MESSAGE_ID = "hex:0190b0a0c0007abc8def0123456789ab";
export const KEY = { term: 3, n: 70_000 };
export const LATER = { term: 3, n: 9_007_199_254_740_991 };
export const TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
export const GROUP = "01h455vb4pex5vsknk084sn02q";
export const TIME_MS = 1_750_000_000_123;

export const DELIVER = {
  conversation: CONVERSATION,
  key: KEY,
  messageId: MESSAGE_ID,
  sender: "alice",
  senderDevice: "phone",
  recipient: "bob",
  content: "hex:00ff10",
  acceptedAtMs: TIME_MS,
  header: "hex:0102",
  traceparent: TRACE,
  group: GROUP,
  kind: 1,
};

export const HEADERS = [{ user: "bob", device: "laptop", header: "hex:aa55" }];

export const GROUP_VIEW = {
  group: GROUP,
  title: "hex:0102",
  changed: KEY,
  members: [{ user: "bob", role: 1, joined: KEY, until: LATER }],
};

export const RECEIPT = { conversation: CONVERSATION, user: "bob", delivered: LATER, read: KEY };

export const IDENTITY_KEY = `hex:${"1d".repeat(32)}`;

export const SIGNED_LIST = {
  user: "alice",
  version: 300,
  accountKey: `hex:${"ac".repeat(32)}`,
  devices: [{ device: "phone", identityKey: IDENTITY_KEY, addedAtMs: TIME_MS }],
  signature: `hex:${"51".repeat(64)}`,
};

export const SIGNED_PREKEY = { keyId: 301, key: "hex:0c0d", signature: `hex:${"52".repeat(64)}` };

export const BUNDLE = {
  device: "phone",
  identityKey: IDENTITY_KEY,
  signed: SIGNED_PREKEY,
  oneTime: { keyId: 300, key: "hex:0e0f" },
};

export const PRIVACY = { version: 300, lastSeen: 1, online: 2, delivered: 1, readReceiptsOff: true };

export const PRESENCE = { user: "bob", online: true, lastSeenMs: TIME_MS };

export const PRESENCES = { presences: [PRESENCE] };
