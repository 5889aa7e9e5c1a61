/** Every bound that both sides of the wire must know. Units are last in the name. */

export const PROTOCOL_VERSION = 1;
export const PROTOCOL_VERSION_MIN = 1;
/** WebSocket subprotocol name (RFC 6455, section 1.9). */
export const SUBPROTOCOL = "cellwire.v1";

export const LIMITS = {
  contentBytesMax: 64 * 1024,
  /** One WebSocket message, either direction. */
  frameBytesMax: 1024 * 1024,
  framesPerMessageMax: 1024,
  headerBytesMax: 1024,
  devicesPerUserMax: 10,
  deviceNameBytesMax: 128,
  /** Users in a list of contacts or blocks, and of those in one request or answer. */
  peopleMax: 10_000,
  peoplePerRequestMax: 256,
  /** Users that a connection may watch the presence of. */
  presenceWatchesMax: 200,
  /** A device tells the same user at most this often that it types. */
  typingIntervalMs: 3_000,
  /** Users whose signed lists one request asks for. */
  deviceListsPerRequestMax: 64,
  grantBytesMax: 256,
  prekeyBytesMax: 2048,
  prekeysPerUploadMax: 100,
  /** One-time prekeys of a device that wait to be claimed. */
  prekeysKeptMax: 500,
  /** Fewer left than this: the device is told. */
  prekeysLow: 100,
  /** Two users with ten devices each, the sending one left out. */
  headersPerDirectMessageMax: 19,
  headersPerGroupMessageMax: 128,
  groupMembersMax: 1024,
  /** Users that one group change names. */
  groupChangeUsersMax: 256,
  groupTitleBytesMax: 1024,
  /** Pushed messages a device may leave unreported (CursorUpdate.received) before pushing stops. */
  unacknowledgedMax: 1024,
  /** Messages above a hole that the SDK keeps per conversation. */
  heldBackMax: 256,
  fetchMessagesMax: 256,
  fetchesQueuedMax: 64,
  /** Requests of one connection that wait for their response. */
  requestsOpenMax: 32,
  headsPerFrameMax: 100,
  cursorsPerFrameMax: 500,
  envelopesPerBatchMax: 256,
  ingestBytesMax: 8 * 1024 * 1024,
  /** Part of an upload to the object store; the last one has what is left. S3 takes 5 MiB to 5 GiB, 10,000 of them. */
  mediaPartBytes: 8 * 1024 * 1024,
  /** Sealed piece of a media object; 16 bytes of it are its tag. Parts are whole pieces. */
  mediaChunkBytes: 64 * 1024,
  settingKeyBytesMax: 64,
  settingValueBytesMax: 4 * 1024,
  /** Of a user; removed ones that are remembered count too. */
  settingsMax: 2_000,
  settingsPerAnswerMax: 100,
  channelTitleBytesMax: 1024,
  channelPostersMax: 100,
  /** Channels that a user is subscribed to. */
  subscriptionsMax: 500,
  subscriptionsPerAnswerMax: 100,
  postsPerAnswerMax: 50,
  /** Content of one answer; the first post is in it whatever its size. */
  postsBytesMax: 512 * 1024,
  /** Endpoint of a push service, or token of a relay. */
  pushTargetBytesMax: 1024,
  clockAheadMsMax: 5 * 60_000,
  clockBehindMsMax: 7 * 24 * 3_600_000,
  helloTimeoutMs: 10_000,
  pingIntervalMs: 30_000,
  ticketBytesMax: 2048,
  storeIdBytesMax: 64,
  featuresMax: 32,
  /** How long the SDK keeps a sent message for re-submission. */
  sentRetentionMs: 7 * 24 * 3_600_000,
  /** A hole older than this is pulled from the authority. */
  holeAgeMs: 2_000,
} as const;
