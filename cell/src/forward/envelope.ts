/** Envelopes between cells: from rows to the wire, and from the wire only what is well formed. Pure. */

import type { DeviceId, OrderKey, UserId, cellwire } from "@cellwire/protocol";
import {
  CONVERSATION_ID_BYTES,
  LIMITS,
  decodeGroupChange,
  decodeOpened,
  groupConversationId,
  isDeviceId,
  isGroupId,
  isMessageIdBytes,
  isUserId,
  thingKey,
  wire,
} from "@cellwire/protocol";
import { addressee } from "../conversation/addressee.ts";
import { sha256 } from "../conversation/digest.ts";
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
    ...addressee(message),
    content: message.content,
    headers: [...decodeHeaders(message.headers)],
    acceptedAtMs: message.acceptedAtMs,
    key: message.key,
    traceparent: message.traceparent,
  };
}

/** The envelope if every field has its form and the conversation is that of its two users; else undefined: MALFORMED. */
export function parseEnvelope(envelope: WireEnvelope, conversations: DirectConversations): IngestEnvelope | undefined {
  const { messageId, conversation, sender, senderDevice, content } = envelope;
  if (!messageId || !isMessageIdBytes(messageId)) return undefined;
  if (!sender || !isUserId(sender) || !senderDevice || !isDeviceId(senderDevice)) return undefined;
  if (!content || content.length > LIMITS.contentBytesMax) return undefined;
  const isOpening = isOpened(envelope);
  const place = envelope.group
    ? groupPlace(envelope, isOpening)
    : directPlace(envelope, { sender, conversations, isOpening });
  if (!place || !conversation || Buffer.compare(place.id, conversation) !== 0) return undefined;
  const headers = envelope.headers ?? [];
  const acceptedAtMs = envelope.acceptedAtMs ?? 0;
  if (!Number.isSafeInteger(acceptedAtMs) || acceptedAtMs < 0) return undefined;
  const key = envelope.key ? parseKey(envelope.key) : null;
  // Only whoever numbers opens a term, with its first number.
  if (key === undefined || (isOpening && key?.n !== 1)) return undefined;
  return {
    messageId,
    conversation,
    sender,
    senderDevice,
    ...place.to,
    content,
    headers: encodeHeaders(headers),
    acceptedAtMs,
    traceparent: TRACEPARENT.test(envelope.traceparent ?? "") ? envelope.traceparent! : "",
    key,
  };
}

/** Where a message belongs, by what it says of itself. */
interface Place {
  readonly id: Uint8Array;
  readonly to: Pick<Submission, "recipient" | "numberingUser" | "isChange">;
}

function isOpened({ kind, content }: WireEnvelope): boolean {
  return kind === wire.MessageKind.GROUP_CHANGE && decodeOpened(content ?? new Uint8Array(0)) !== undefined;
}

function directPlace(
  { recipient, headers, kind }: WireEnvelope,
  { sender, conversations, isOpening }: { sender: UserId; conversations: DirectConversations; isOpening: boolean },
): Place | undefined {
  if (kind && !isOpening) return undefined;
  if (!recipient || !isUserId(recipient) || sender === recipient) return undefined;
  if (!areHeaders(headers ?? [], LIMITS.headersPerDirectMessageMax, [sender, recipient])) return undefined;
  const { id, numberingUser } = conversations.of(sender, recipient);
  return { id, to: { recipient, numberingUser, ...(isOpening && { isChange: true }) } };
}

function groupPlace({ group, kind, content, headers }: WireEnvelope, isOpening: boolean): Place | undefined {
  if (!group || !isGroupId(group) || !areHeaders(headers ?? [], LIMITS.headersPerGroupMessageMax)) return undefined;
  const isChange = kind === wire.MessageKind.GROUP_CHANGE;
  if (
    kind !== wire.MessageKind.CONTENT &&
    !(isChange && (isOpening || decodeGroupChange(content ?? new Uint8Array(0))))
  )
    return undefined;
  const recipient = thingKey({ kind: "group", id: group });
  return {
    id: groupConversationId(group, sha256),
    to: { recipient, numberingUser: recipient, ...(isChange && { isChange }) },
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

/** `users`: whom there may be headers for; left out: anybody. */
function areHeaders(
  headers: readonly cellwire.v1.DeviceHeader.$Properties[],
  max: number,
  users?: readonly UserId[],
): boolean {
  if (headers.length > max) return false;
  return headers.every(
    ({ user, device, header }) =>
      isUserId(user ?? "") &&
      users?.includes(user as UserId) !== false &&
      isDeviceId((device ?? "") as DeviceId) &&
      (header?.length ?? 0) <= LIMITS.headerBytesMax,
  );
}
