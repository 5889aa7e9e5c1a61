/** Where end-to-end encryption plugs in. Until then content passes as the application gives it. */

import type { ConversationId, DeviceId, GroupId, MessageId, UserId } from "@cellwire/protocol";

export interface ContentContext {
  readonly conversation: ConversationId;
  readonly messageId: MessageId;
  readonly sender: UserId;
  readonly senderDevice: DeviceId;
  /** Of a direct conversation. */
  readonly recipient: UserId | undefined;
  readonly group: GroupId | undefined;
}

type Bytes = Uint8Array | Promise<Uint8Array>;

/**
 * A setting (settings/seal.ts) passes through as a message of this user to themselves: `recipient` is `sender`, and it is for the user's own devices.
 *
 * `encode` runs once per message, in send(), before the message goes into the outbox. `decode` runs once per received
 * message, in key order, before it is stored; what this device sent itself is not decoded. A decode that throws turns
 * the message into a `skip` with reason `undecodable`. Changes of a group do not pass through: the server reads them.
 */
export interface ContentCodec {
  encode(plain: Uint8Array, context: ContentContext): Bytes;
  decode(bytes: Uint8Array, context: ContentContext & { readonly header: Uint8Array }): Bytes;
}

export const identityCodec: ContentCodec = {
  encode: (plain) => plain,
  decode: (bytes) => bytes,
};
