/** Envelopes between cells: from rows to the wire, and from the wire only what is well formed. Pure. */

import type { DeviceId, OrderKey, UserId, cellwire } from "@cellwire/protocol";
import { CONVERSATION_ID_BYTES, LIMITS, isDeviceId, isMessageIdBytes, isUserId } from "@cellwire/protocol";
import type { DirectConversations } from "../conversation/direct-conversation.ts";
import type { IngestEnvelope, SequencedMessage, Submission } from "../inbox/contract.ts";
import { decodeHeaders, encodeHeaders } from "../inbox/headers.ts";

type WireEnvelope = cellwire.v1.Envelope.$Properties;
type WireKey = { term?: number | null; n?: number | null };

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const TERM_MAX = 2 ** 31 - 1;

/** `key` null: a submission, which goes without a number. */
export function toWireEnvelope(
  message: (Submission | SequencedMessage) & { readonly key: OrderKey | null },
): WireEnvelope {
  return {
    messageId: message.messageId,
    conversation: message.conversation,
    sender: message.sender,
    senderDevice: message.senderDevice,
    recipient: message.recipient,
    content: message.content,
    headers: [...decodeHeaders(message.headers)],
    acceptedAtMs: message.acceptedAtMs,
    key: message.key,
    traceparent: message.traceparent,
  };
}

/** The envelope if every field has its form and the conversation is that of its two users; else undefined: MALFORMED. */
export function parseEnvelope(wire: WireEnvelope, conversations: DirectConversations): IngestEnvelope | undefined {
  const { messageId, conversation, sender, recipient, senderDevice, content } = wire;
  if (!messageId || !isMessageIdBytes(messageId)) return undefined;
  if (!sender || !recipient || !isUserId(sender) || !isUserId(recipient) || sender === recipient) return undefined;
  if (!senderDevice || !isDeviceId(senderDevice)) return undefined;
  if (!content || content.length > LIMITS.contentBytesMax) return undefined;
  const direct = conversations.of(sender, recipient);
  if (!conversation || Buffer.compare(direct.id, conversation) !== 0) return undefined;
  const headers = wire.headers ?? [];
  if (!areHeaders(headers, [sender, recipient])) return undefined;
  const acceptedAtMs = wire.acceptedAtMs ?? 0;
  if (!Number.isSafeInteger(acceptedAtMs) || acceptedAtMs < 0) return undefined;
  const key = wire.key ? parseKey(wire.key) : null;
  if (key === undefined) return undefined;
  return {
    messageId,
    conversation,
    sender,
    senderDevice,
    recipient,
    numberingUser: direct.numberingUser,
    content,
    headers: encodeHeaders(headers),
    acceptedAtMs,
    traceparent: TRACEPARENT.test(wire.traceparent ?? "") ? wire.traceparent! : "",
    key,
  };
}

/** A number that can be given out: both parts from 1. */
export function parseKey(wire: WireKey): OrderKey | undefined {
  const key = parseMark(wire);
  return key && key.term >= 1 && key.n >= 1 ? key : undefined;
}

/** A number, or the origin (0, 0). */
export function parseMark(wire: WireKey | null | undefined): OrderKey | undefined {
  const [term, n] = [wire?.term ?? 0, wire?.n ?? 0];
  const isMark = Number.isSafeInteger(term) && Number.isSafeInteger(n) && term >= 0 && term <= TERM_MAX && n >= 0;
  return isMark ? { term, n } : undefined;
}

export function isConversationBytes(bytes: Uint8Array | null | undefined): bytes is Uint8Array {
  return bytes?.length === CONVERSATION_ID_BYTES;
}

function areHeaders(headers: readonly cellwire.v1.DeviceHeader.$Properties[], users: readonly UserId[]): boolean {
  if (headers.length > LIMITS.headersPerDirectMessageMax) return false;
  return headers.every(
    ({ user, device, header }) =>
      users.includes(user as UserId) &&
      isDeviceId((device ?? "") as DeviceId) &&
      (header?.length ?? 0) <= LIMITS.headerBytesMax,
  );
}
