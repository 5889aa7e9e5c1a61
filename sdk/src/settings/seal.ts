/**
 * Settings on their way to the home cell: each value is what a message of this device to the user's own devices would be, and goes through the same
 * content codec. Until that encrypts, the cell could read them.
 */

import {
  conversationIdFromBytes,
  messageIdAt,
  messageIdFromBytes,
  messageIdToBytes,
  parseDeviceId,
  wire,
  type DeviceId,
  type MessageId,
  type UserId,
} from "@cellwire/protocol";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { ContentCodec } from "../content-codec.ts";
import type { Random } from "../random.ts";

const RANDOM_BYTES = 10;
const NO_BYTES = new Uint8Array(0);

export interface SealOptions {
  readonly codec: ContentCodec;
  readonly random: Random;
  readonly user: UserId;
  readonly device: DeviceId;
  readonly serverNowMs: () => number;
}

export async function sealSetting(plain: string, options: SealOptions): Promise<Uint8Array> {
  const { codec, random, device, serverNowMs } = options;
  const messageId = messageIdAt(serverNowMs(), random.bytes(RANDOM_BYTES));
  const content = await codec.encode(new TextEncoder().encode(plain), contextOf(options, { messageId, device }));
  return wire.SealedSetting.encode({ messageId: messageIdToBytes(messageId), device, content }).finish();
}

/** @throws whatever the codec throws, or RangeError: it is no sealed setting. */
export async function openSetting(value: Uint8Array, options: SealOptions): Promise<string> {
  const sealed = wire.SealedSetting.decode(value);
  const messageId = messageIdFromBytes(new Uint8Array(sealed.messageId ?? NO_BYTES));
  const context = contextOf(options, { messageId, device: parseDeviceId(sealed.device ?? "") });
  const plain = await options.codec.decode(new Uint8Array(sealed.content ?? NO_BYTES), {
    ...context,
    header: NO_BYTES,
  });
  return new TextDecoder("utf-8", { fatal: true }).decode(plain);
}

/** `conversation`: SHA-256("settings:" ‖ user), which is no conversation's. */
function contextOf({ user }: SealOptions, { messageId, device }: { messageId: MessageId; device: DeviceId }) {
  const conversation = conversationIdFromBytes(sha256(utf8ToBytes(`settings:${user}`)));
  return { conversation, messageId, sender: user, senderDevice: device, recipient: user, group: undefined };
}
