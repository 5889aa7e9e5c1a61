/**
 * Mesh frames: from what the cell speaks of to the wire and back. Pure. What comes in was written by a process of this
 * cell, perhaps of another version: unknown frames are skipped, ill-formed ones refused.
 */

import type { DeviceId, ThingKey, UserId, cellwire } from "@cellwire/protocol";
import {
  CONVERSATION_ID_BYTES,
  DecodeError,
  isChannelId,
  isDeviceId,
  isGroupId,
  isMessageIdBytes,
  isUserId,
  thingKey,
  wire,
} from "@cellwire/protocol";
import { parsePost } from "../channel/wire.ts";
import { toWireDeliver } from "../flow/deliver-frame.ts";
import type { Notification } from "../flow/ports.ts";
import { parseKey } from "../forward/envelope.ts";
import type { SequencedMessage } from "../inbox/contract.ts";
import { decodeHeaders, encodeHeaders } from "../inbox/headers.ts";

export type WireMeshFrame = cellwire.v1.MeshFrame.$Properties;
type WirePublish = cellwire.v1.MeshPublish.$Properties;
type WireNotify = cellwire.v1.MeshNotify.$Properties;
type WireDisplace = cellwire.v1.MeshDisplace.$Properties;

/** Close the socket of this device if its connection is older than `connectionEpoch`. */
export interface Displacement {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly connectionEpoch: number;
  readonly reason: "replaced" | "revoked" | "suspended";
}

export interface Publication {
  readonly message: SequencedMessage;
  /** None: the members of the message's group who live in this cell. */
  readonly users: readonly UserId[];
}

/** A MeshMessage of one frame. Concatenated, such messages make a message of all their frames. */
export function encodeMeshFrame(frame: WireMeshFrame): Uint8Array {
  return wire.MeshMessage.encode({ frames: [frame] }).finish();
}

/** @throws {DecodeError} when the bytes are no MeshMessage. */
export function decodeMeshMessage(bytes: Uint8Array): WireMeshFrame[] {
  try {
    return wire.MeshMessage.decode(bytes).frames;
  } catch (cause) {
    throw new DecodeError("the bytes are not a mesh message", { cause });
  }
}

export function toMeshPublish({ message, users }: Publication): WirePublish {
  const { headers, membersVersion = 0 } = message;
  return { deliver: toWireDeliver(message), headers: [...decodeHeaders(headers)], users: [...users], membersVersion };
}

/** @throws {DecodeError} */
export function parseMeshPublish({ deliver, headers, users, membersVersion }: WirePublish): Publication {
  const { messageId, conversation, sender, senderDevice } = deliver ?? {};
  const key = parseKey(deliver?.key ?? {});
  if (!messageId || !isMessageIdBytes(messageId)) throw illFormed("message id");
  if (conversation?.length !== CONVERSATION_ID_BYTES) throw illFormed("conversation");
  if (!key) throw illFormed("order key");
  const message = {
    messageId,
    conversation,
    key,
    sender: parseUser(sender),
    senderDevice: parseDevice(senderDevice),
    recipient: parseRecipient(deliver ?? {}),
    ...(deliver?.kind === wire.MessageKind.GROUP_CHANGE && { isChange: true }),
    ...(membersVersion && { membersVersion }),
    content: deliver?.content ?? new Uint8Array(0),
    headers: encodeHeaders(headers ?? []),
    acceptedAtMs: deliver?.acceptedAtMs ?? 0,
    traceparent: deliver?.traceparent ?? "",
  };
  return { message, users: (users ?? []).map(parseUser) };
}

export function toMeshNotify({ users, frame, exceptDevice, onlyDevice }: Notification): WireNotify {
  return { users: [...users], frame, exceptDevice: exceptDevice ?? "", onlyDevice: onlyDevice ?? "" };
}

/** @throws {DecodeError} */
export function parseMeshNotify({ users, frame, exceptDevice, onlyDevice }: WireNotify): Notification {
  return {
    users: (users ?? []).map(parseUser),
    frame: frame ?? new Uint8Array(0),
    ...(exceptDevice ? { exceptDevice: parseDevice(exceptDevice) } : {}),
    ...(onlyDevice ? { onlyDevice: parseDevice(onlyDevice) } : {}),
  };
}

export function toMeshDisplace(displacement: Displacement): WireDisplace {
  return displacement;
}

/** A reason that only a later version knows counts as "replaced". @throws {DecodeError} */
export function parseMeshDisplace({ user, device, connectionEpoch, reason }: WireDisplace): Displacement {
  return {
    user: parseUser(user),
    device: parseDevice(device),
    connectionEpoch: connectionEpoch ?? 0,
    reason: reason === "revoked" || reason === "suspended" ? reason : "replaced",
  };
}

/** @throws {DecodeError} */
export function parseMeshPosts({ channel, posts }: cellwire.v1.ChannelPosts.$Properties) {
  if (!channel || !isChannelId(channel)) throw illFormed("channel");
  const parsed = (posts ?? []).map(parsePost);
  if (!parsed.every((post) => post !== undefined)) throw illFormed("post");
  return { channel, posts: parsed };
}

function parseUser(text: string | null | undefined): UserId {
  if (!text || !isUserId(text)) throw illFormed("user");
  return text;
}

function parseRecipient({ recipient, group }: cellwire.v1.Deliver.$Properties): ThingKey {
  if (!group) return parseUser(recipient);
  if (!isGroupId(group)) throw illFormed("group");
  return thingKey({ kind: "group", id: group });
}

function parseDevice(text: string | null | undefined): DeviceId {
  if (!text || !isDeviceId(text)) throw illFormed("device");
  return text;
}

function illFormed(field: string): DecodeError {
  return new DecodeError(`a mesh frame has an ill-formed ${field}`);
}
