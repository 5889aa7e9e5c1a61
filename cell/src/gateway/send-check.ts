/** From a `send` frame to what may be stored, or the code that says why not. Pure but for the memory of conversations. */

import { Buffer } from "node:buffer";
import type { DeviceId, ErrorCode, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, isDeviceId, isMessageIdBytes, isUserId, messageIdTimeMs } from "@cellwire/protocol";
import type { Submission } from "../inbox/contract.ts";
import { encodeHeaders } from "../inbox/headers.ts";
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
  const { messageId, peer, traceparent } = send;
  const content = send.content ?? EMPTY;
  const headers = send.headers ?? [];
  if (!messageId || !isMessageIdBytes(messageId)) return "ID_INVALID";
  const idFault = idTimeFault(messageIdTimeMs(messageId), context.nowMs);
  if (idFault) return idFault;
  if (!peer || !isUserId(peer) || peer === from.user) return "PEER_INVALID";
  const conversation = context.conversations.of(from.user, peer);
  if (!send.conversation || Buffer.compare(conversation.id, send.conversation) !== 0) return "CONVERSATION_MISMATCH";
  if (content.length > LIMITS.contentBytesMax) return "CONTENT_TOO_LARGE";
  if (headers.length > 0 && !areHeadersFor(headers, [from.user, peer])) return "HEADERS_INVALID";
  return {
    messageId,
    conversation: conversation.id,
    sender: from.user,
    senderDevice: from.device,
    recipient: peer,
    numberingUser: conversation.numberingUser,
    content,
    headers: encodeHeaders(headers),
    acceptedAtMs: context.nowMs,
    traceparent: traceparent && TRACEPARENT.test(traceparent) ? traceparent : "",
  };
}

function idTimeFault(idMs: number, nowMs: number): ErrorCode | null {
  if (idMs > nowMs + LIMITS.clockAheadMsMax) return "ID_FROM_FUTURE";
  return idMs < nowMs - LIMITS.clockBehindMsMax ? "ID_TOO_OLD" : null;
}

/** Bounded, one for a device, and none for a user outside the conversation. */
function areHeadersFor(headers: readonly HeaderFrame[], users: readonly UserId[]): boolean {
  if (headers.length > LIMITS.headersPerDirectMessageMax) return false;
  const seen = new Set<string>();
  for (const { user, device, header } of headers) {
    if (!user || !users.includes(user as UserId) || !device || !isDeviceId(device)) return false;
    if ((header?.length ?? 0) > LIMITS.headerBytesMax) return false;
    seen.add(`${user} ${device}`);
  }
  return seen.size === headers.length;
}
