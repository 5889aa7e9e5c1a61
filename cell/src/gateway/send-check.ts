/** From a `send` frame to what may be stored, or the code that says why not. Pure but for the memory of conversations. */

import { Buffer } from "node:buffer";
import type { DeviceId, ErrorCode, UserId, cellwire } from "@cellwire/protocol";
import {
  LIMITS,
  decodeGroupChange,
  groupConversationId,
  isDeviceId,
  isGroupId,
  isMessageIdBytes,
  isUserId,
  messageIdTimeMs,
  thingKey,
  wire,
} from "@cellwire/protocol";
import type { Submission } from "../inbox/contract.ts";
import { encodeHeaders } from "../inbox/headers.ts";
import { sha256 } from "../conversation/digest.ts";
import type { DirectConversations } from "../conversation/direct-conversation.ts";

export type SendFrame = cellwire.v1.Send.$Properties;
type HeaderFrame = cellwire.v1.DeviceHeader.$Properties;

export interface SendingDevice {
  readonly user: UserId;
  readonly device: DeviceId;
}

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
const EMPTY = new Uint8Array(0);

export function checkedSend(
  send: SendFrame,
  from: SendingDevice,
  context: { readonly nowMs: number; readonly conversations: DirectConversations },
): Submission | ErrorCode {
  const { messageId, traceparent } = send;
  const content = send.content ?? EMPTY;
  const headers = send.headers ?? [];
  if (!messageId || !isMessageIdBytes(messageId)) return "ID_INVALID";
  const idFault = idTimeFault(messageIdTimeMs(messageId), context.nowMs);
  if (idFault) return idFault;
  const place = send.group ? groupPlace(send) : directPlace(send, from, context.conversations);
  if (typeof place === "string") return place;
  if (!send.conversation || Buffer.compare(place.conversation, send.conversation) !== 0) return "CONVERSATION_MISMATCH";
  if (content.length > LIMITS.contentBytesMax) return "CONTENT_TOO_LARGE";
  if (headers.length > 0 && !areHeaders(headers, place)) return "HEADERS_INVALID";
  const { conversation, to } = place;
  const listVersions = checkedVersions(send.listVersions ?? [], place);
  if (!listVersions) return "MALFORMED";
  return {
    messageId,
    conversation,
    sender: from.user,
    senderDevice: from.device,
    ...to,
    content,
    headers: encodeHeaders(headers),
    acceptedAtMs: context.nowMs,
    traceparent: traceparent && TRACEPARENT.test(traceparent) ? traceparent : "",
    ...(listVersions.length > 0 && { listVersions }),
  };
}

function idTimeFault(idMs: number, nowMs: number): ErrorCode | null {
  if (idMs > nowMs + LIMITS.clockAheadMsMax) return "ID_FROM_FUTURE";
  return idMs < nowMs - LIMITS.clockBehindMsMax ? "ID_TOO_OLD" : null;
}

/** Where a message belongs. */
interface Place {
  readonly conversation: Buffer;
  readonly to: Pick<Submission, "recipient" | "numberingUser" | "isChange">;
  readonly headersMax: number;
  /** Who may have headers; left out: whoever is a member where the message is numbered, which is not known here. */
  readonly users?: readonly UserId[];
}

function directPlace(
  { peer, kind }: SendFrame,
  { user }: SendingDevice,
  conversations: DirectConversations,
): Place | ErrorCode {
  if (!peer || !isUserId(peer) || peer === user) return "PEER_INVALID";
  if (kind) return "CHANGE_INVALID";
  const { id: conversation, numberingUser } = conversations.of(user, peer);
  const to = { recipient: peer, numberingUser };
  return { conversation, to, headersMax: LIMITS.headersPerDirectMessageMax, users: [user, peer] };
}

function groupPlace({ group, kind, content }: SendFrame): Place | ErrorCode {
  if (!group || !isGroupId(group)) return "UNKNOWN_GROUP";
  const isChange = kind === wire.MessageKind.GROUP_CHANGE;
  if (isChange ? !decodeGroupChange(content ?? EMPTY) : kind) return "CHANGE_INVALID";
  const recipient = thingKey({ kind: "group", id: group });
  const to = { recipient, numberingUser: recipient, ...(isChange && { isChange }) };
  const conversation = Buffer.from(groupConversationId(group, sha256));
  return { conversation, to, headersMax: LIMITS.headersPerGroupMessageMax };
}

/** Bounded, one for a device, and none for a user outside the conversation. */
function areHeaders(headers: readonly HeaderFrame[], { users, headersMax }: Place): boolean {
  if (headers.length > headersMax) return false;
  const seen = new Set<string>();
  for (const { user, device, header } of headers) {
    if (!user || !isUserId(user) || users?.includes(user) === false || !device || !isDeviceId(device)) return false;
    if ((header?.length ?? 0) > LIMITS.headerBytesMax) return false;
    seen.add(`${user} ${device}`);
  }
  return seen.size === headers.length;
}

/** Null unless there are not too many, none twice, and none of a user outside the conversation. */
function checkedVersions(
  versions: readonly cellwire.v1.ListVersion.$Properties[],
  { users }: Place,
): NonNullable<Submission["listVersions"]> | null {
  if (versions.length > (users?.length ?? LIMITS.groupMembersMax)) return null;
  const byUser = new Map<UserId, number>();
  for (const { user, version } of versions) {
    if (!user || !isUserId(user) || users?.includes(user) === false || !Number.isSafeInteger(version ?? 0)) return null;
    byUser.set(user, version ?? 0);
  }
  return byUser.size === versions.length ? Array.from(byUser, ([user, version]) => ({ user, version })) : null;
}
