export { createClient, type ClientOptions } from "./create-client.ts";
export {
  textOf,
  type Client,
  type ClientEvents,
  type ConnectionEvent,
  type ConnectionState,
  type ConversationView,
  type DeviceView,
  type IdentityChangedEvent,
  type Message,
  type OutboxEntry,
  type OutboxState,
  type ReceiptEvent,
  type MovedEvent,
  type SkipEvent,
} from "./client.ts";
export type { ContentMethods, NamedMessage, TimelineItem } from "./content/contract.ts";
export { isQuiet, parseContent, type Content, type MessageReference } from "./content/envelope.ts";
export { DELETE_WITHIN_MS, EDIT_WITHIN_MS } from "./content/fold.ts";
export { type Counterpart, type Recipient } from "./counterpart.ts";
export {
  type GroupMember,
  type GroupMethods,
  type GroupView,
  type MemberReceipt,
  type NewGroup,
} from "./groups/contract.ts";
export { type GroupChange } from "./groups/group-change.ts";
export {
  type Audience,
  type People,
  type PresenceView,
  type PrivacySettings,
  type TypingEvent,
} from "./people/contract.ts";
export type { ChatPreferences, Chats, ChatView, Draft } from "./settings/contract.ts";
export { type Outcome, type SendHandle } from "./outbox/send-handle.ts";
export {
  type DownloadOptions,
  type Media,
  type MediaReference,
  type UploadOptions,
  type UploadState,
} from "./media/contract.ts";
export { type Push } from "./push/push-client.ts";
export { decodeMedia, encodeMedia, plainBytes } from "./media/reference.ts";
export type { DeviceListView, Keys, ListedDeviceView, PrekeyBundleView, PrekeyView } from "./keys/contract.ts";
export {
  type ChannelInfo,
  type ChannelPost,
  type ChannelRole,
  type Channels,
  type ChannelsChangedEvent,
  type Subscription,
} from "./channels/contract.ts";
export { fingerprint } from "./keys/signing.ts";
export { CLIENT_ERRORS, ClientError, type ClientErrorCode } from "./client-error.ts";
export { systemClock, type Cancel, type Clock } from "./clock.ts";
export { systemRandom, type Random } from "./random.ts";
export { identityCodec, type ContentCodec, type ContentContext } from "./content-codec.ts";
export { type WebSocketFactory, type WebSocketLike } from "./session/web-socket.ts";
export { createMemoryStore, type MemoryStoreOptions } from "./store/memory.ts";
export {
  type ConversationRow,
  type CursorRow,
  type DeviceRow,
  type HomeRow,
  type IdentityRow,
  type KeysRow,
  type OutboxRow,
  type SettingRow,
  type SigningKeyRow,
  type Store,
  type StoreBatch,
  type StoreSnapshot,
  type TicketRow,
} from "./store/contract.ts";
