/**
 * One sample of every message that crosses a process edge, every field set to something that differs from its
 * default. Bytes are written "hex:…", so that the vectors can be read in any language.
 */

import { contentSamples } from "./content-samples.ts";
import {
  CONVERSATION,
  HASH,
  MESSAGE_ID,
  KEY,
  LATER,
  TRACE,
  GROUP,
  TIME_MS,
  DELIVER,
  HEADERS,
  GROUP_VIEW,
  RECEIPT,
  IDENTITY_KEY,
  SIGNED_LIST,
  SIGNED_PREKEY,
  BUNDLE,
  PRIVACY,
  PRESENCE,
  PRESENCES,
} from "./sample-values.ts";
import * as channels from "./channel-samples.ts";

const CLIENT_FRAMES = {
  hello: {
    versionMin: 1,
    versionMax: 2,
    features: ["a", "b"],
    ticket: "ticket",
    storeId: "store",
    refusalsThrough: 300,
    client: "test/1.0",
    headsSinceMs: TIME_MS,
  },
  send: {
    messageId: MESSAGE_ID,
    conversation: CONVERSATION,
    peer: "bob",
    content: "hex:00ff10",
    headers: HEADERS,
    traceparent: TRACE,
    listVersions: [{ user: "bob", version: 300 }],
    group: GROUP,
    kind: 1,
  },
  fetch: { conversation: CONVERSATION, after: KEY, limit: 256 },
  cursors: {
    cursors: [{ conversation: CONVERSATION, delivered: LATER, read: KEY }],
    received: 1025,
    refusalsThrough: 7,
  },
  ping: { nonce: 4_294_967_296 },
  typing: { peer: "bob" },
};

/** Bodies of `request`, and of the `response` to each. */
const REQUESTS = {
  getGroup: { group: GROUP },
  getGroupReceipts: { group: GROUP, key: KEY, after: "bob" },
  getPrivacy: {},
  updatePrivacy: { privacy: PRIVACY },
  changePeople: { list: 1, add: ["bob"], remove: ["carol"] },
  listPeople: { list: 1, after: "bob" },
  watchPresence: { users: ["bob", "carol"] },
  listDevices: {},
  nameDevice: { device: "phone", name: "Alice's phone" },
  revokeDevice: { device: "phone", evenLast: true },
  registerIdentity: { identityKey: IDENTITY_KEY },
  putDeviceList: { list: SIGNED_LIST, grants: [{ device: "phone", sealed: "hex:0a0b" }] },
  getDeviceLists: { users: ["alice", "bob"] },
  uploadPrekeys: { signed: SIGNED_PREKEY, oneTime: [{ keyId: 300, key: "hex:0e0f" }] },
  claimPrekeys: { user: "bob", devices: ["phone"] },
  planUpload: { hash: HASH, size: 8_388_609, partHashes: [HASH, HASH] },
  finishUpload: { hash: HASH },
  commitMedia: { hashes: [HASH] },
  mediaUrl: { hash: HASH, cell: "us" },
  getPushKey: {},
  pushSubscribe: { endpoint: "https://push.example/x" },
  pushUnsubscribe: {},
  ...channels.CHANNEL_REQUESTS,
  getSettings: { after: 300, whole: true },
  putSetting: { key: "hex:0001", value: "hex:0a0b", removed: true, expected: 300 },
};

const RESPONSES = {
  group: GROUP_VIEW,
  groupReceipts: { receipts: [{ user: "bob", delivered: LATER, read: KEY }, { user: "carol" }], next: "carol" },
  privacy: PRIVACY,
  people: { users: ["bob", "carol"], more: true },
  presences: PRESENCES,
  deviceList: {
    devices: [{ device: "phone", linkedAtMs: TIME_MS, name: "Alice's phone", identityKey: IDENTITY_KEY }],
    signed: SIGNED_LIST,
    grant: "hex:0a0b",
    prekeys: { oneTime: 99 },
  },
  signedLists: { lists: [SIGNED_LIST] },
  prekeyBundles: { bundles: [BUNDLE] },
  prekeyCount: { oneTime: 300 },
  uploadPlan: { stored: true, targets: [{ part: 2, url: "https://media.example/x?signature" }], urlLifeMs: 900_000 },
  uploadFinished: { cell: "eu" },
  mediaCommitted: { untilMs: TIME_MS },
  mediaLocation: { url: "https://media.example/x?signature", size: 8_388_609, urlLifeMs: 900_000 },
  pushKey: { vapidKey: "BA", relay: true },
  pushSubscribed: {},
  pushUnsubscribed: {},
  ...channels.CHANNEL_RESPONSES,
  settings: {
    settings: [{ key: "hex:0001", value: "hex:0a0b", removed: true, revision: 300 }],
    through: 300,
    more: true,
    startOver: true,
    newest: 301,
  },
  settingPut: { revision: 301 },
};

const SERVER_FRAMES = {
  welcome: {
    version: 1,
    features: ["a"],
    cell: "eu",
    user: "alice",
    device: "phone",
    connectionEpoch: 12,
    serverTimeMs: TIME_MS,
    limits: {
      contentBytesMax: 65_536,
      frameBytesMax: 1_048_576,
      unacknowledgedMax: 1024,
      fetchMessagesMax: 256,
      clockAheadMsMax: 300_000,
      clockBehindMsMax: 604_800_000,
      pingIntervalMs: 30_000,
    },
    resumeTicket: "resume",
    resumeTicketExpiresMs: TIME_MS,
    storeReset: true,
    refusalsThrough: 7,
  },
  accepted: { messageId: MESSAGE_ID, conversation: CONVERSATION, key: KEY, acceptedAtMs: TIME_MS },
  sequenced: { messageId: MESSAGE_ID, conversation: CONVERSATION, key: KEY },
  refused: { messageId: MESSAGE_ID, conversation: CONVERSATION, code: "UNKNOWN_USER", revision: 5 },
  deliver: DELIVER,
  skip: { conversation: CONVERSATION, from: KEY, to: LATER, reason: "expired" },
  heads: {
    heads: [
      {
        conversation: CONVERSATION,
        peer: "bob",
        head: LATER,
        delivered: KEY,
        read: KEY,
        peerDelivered: KEY,
        peerRead: KEY,
        unread: 1000,
        group: GROUP,
      },
    ],
  },
  fetched: { conversation: CONVERSATION, after: KEY, through: LATER, head: LATER },
  receipt: RECEIPT,
  caughtUp: {},
  pong: { nonce: 4_294_967_296, serverTimeMs: TIME_MS },
  moved: { cell: "us", epoch: 2, statement: "statement" },
  reconnectHint: { afterMs: 5000 },
  error: {
    code: "RETRY_AFTER",
    detail: "disk",
    retryAfterMs: 1000,
    messageId: MESSAGE_ID,
    conversation: CONVERSATION,
  },
  resumeTicket: { ticket: "resume", expiresMs: TIME_MS },
  response: { id: 7, code: "RETRY_AFTER", detail: "busy", retryAfterMs: 1000 },
  presences: PRESENCES,
  typing: { peer: "bob" },
  privacyChanged: {},
  devicesChanged: {},
  prekeysLow: { oneTimeLeft: 99 },
  ...channels.CHANNEL_PUSHES,
  settingsChanged: { revision: 301 },
};

const MESH_FRAMES = {
  hello: { process: "gateway-0", token: "token" },
  publish: { deliver: DELIVER, headers: HEADERS, users: ["alice", "bob"], membersVersion: 3 },
  notify: { users: ["bob"], frame: "hex:5a00", exceptDevice: "phone", onlyDevice: "laptop" },
  displace: { user: "bob", device: "laptop", connectionEpoch: 13, reason: "replaced" },
  wake: {},
  probe: {},
  channelPosts: channels.CHANNEL_POSTS,
};

const ENVELOPE = {
  messageId: MESSAGE_ID,
  conversation: CONVERSATION,
  sender: "alice",
  senderDevice: "phone",
  recipient: "bob",
  content: "hex:00ff10",
  headers: HEADERS,
  acceptedAtMs: TIME_MS,
  key: KEY,
  traceparent: TRACE,
  group: GROUP,
  kind: 1,
};

const BETWEEN_CELLS = {
  IngestRequest: { batch: "0190b0a0", envelopes: [ENVELOPE] },
  IngestResponse: {
    answers: [
      { outcome: 1, key: KEY },
      { outcome: 4, code: "RETRY_AFTER", retryAfterMs: 250 },
      { outcome: 3, statement: "statement" },
    ],
  },
  RangeRequest: { conversation: CONVERSATION, after: KEY, limit: 256 },
  RangeResponse: { envelopes: [ENVELOPE], through: KEY, head: LATER },
  ReceiptReport: { receipts: [RECEIPT] },
  ReceiptReportAnswer: { taken: [true, false] },
  DeviceListsQuestion: { requester: "alice", users: ["bob"] },
  DeviceListsAnswer: { code: "RATE_LIMITED", retryAfterMs: 1000, lists: [SIGNED_LIST] },
  PrekeyClaim: { requester: "alice", user: "bob", devices: ["phone"] },
  PrekeyClaimAnswer: { code: "RATE_LIMITED", retryAfterMs: 1000, bundles: [BUNDLE] },
  GroupStateRequest: { group: GROUP },
  GroupState: { group: GROUP_VIEW, earlier: [{ user: "bob", joined: KEY, until: LATER }], residents: ["carol"] },
  GroupMarksQuestion: { group: GROUP, requester: "alice", users: ["bob"] },
  PresenceExchange: {
    watches: [{ watcher: "alice", user: "bob" }],
    news: [{ watcher: "bob", presence: PRESENCE }],
    typing: [{ user: "alice", peer: "bob" }],
  },
  PresenceExchangeAnswer: { news: [{ watcher: "alice", presence: PRESENCE }] },
  MediaLookup: { hash: HASH },
  MediaLookupAnswer: { url: "https://media.example/x?signature", size: 8_388_609 },
};

export interface FrameSample {
  readonly name: string;
  /** Message type in package cellwire.v1. */
  readonly type: string;
  readonly value: object;
}

export function frameSamples(): FrameSample[] {
  const framed = (type: string, bodies: object): FrameSample[] =>
    Object.entries(bodies).map(([body, value]) => ({
      name: `${type} ${body}`,
      type,
      value: { frames: [{ [body]: value as object }] },
    }));
  const asked = Object.entries(REQUESTS).map(([body, value]) => ({
    name: `request ${body}`,
    type: "ClientMessage",
    value: { frames: [{ request: { id: 7, [body]: value } }] },
  }));
  const answered = Object.entries(RESPONSES).map(([body, value]) => ({
    name: `response ${body}`,
    type: "ServerMessage",
    value: { frames: [{ response: { id: 7, [body]: value } }] },
  }));
  const bare = Object.entries(BETWEEN_CELLS).map(([type, value]) => ({ name: type, type, value }));
  return [
    ...framed("ClientMessage", CLIENT_FRAMES),
    ...framed("ServerMessage", SERVER_FRAMES),
    ...asked,
    ...answered,
    ...contentSamples(),
    {
      name: "Welcome of a cell whose storage went back",
      type: "Welcome",
      value: { version: 1, features: [], cell: "eu", storageGeneration: 3, storageWholeUntilMs: TIME_MS },
    },
    { name: "PushSubscribe token", type: "PushSubscribe", value: { token: "token" } },
    ...framed("MeshMessage", MESH_FRAMES),
    ...bare,
    ...channels.channelsBetweenCells(),
  ];
}
