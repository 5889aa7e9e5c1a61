/**
 * What SDK clients record, and all that the oracle reads: one flat list of events, in the order in which each device
 * recorded them. `at` is milliseconds on one clock for all devices, and never goes back on one device. A history is whole: it has every
 * device of its users and every message of its conversations from the first, and each device closes with `ended`.
 * The place of an event says the rest: the nth `sent` was sent nth, the nth `delivered` reached the application nth.
 * A device that lost its local store is another device to the oracle, and needs another device id.
 */

import { isConversationId, isDeviceId, isGroupId, isMessageId, isUserId } from "@cellwire/protocol";
import type { ConversationId, DeviceId, GroupId, MessageId, UserId } from "@cellwire/protocol";
import { z } from "zod";

const userId = branded<UserId>("a user id", isUserId);
const deviceId = branded<DeviceId>("a device id", isDeviceId);
const messageId = branded<MessageId>("a message id", isMessageId);
const groupId = branded<GroupId>("a group id", isGroupId);
const conversation = branded<ConversationId>("a conversation id", isConversationId);
const orderKey = z.strictObject({ term: z.int().nonnegative(), n: z.int().nonnegative() });
const contentHash = z.string().min(1);

const users = z.array(userId);
/** As GroupChange of the SDK, without titles. `users` of a creation: besides the creator. */
const change = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["create", "add", "remove", "rename"]), users }),
  z.strictObject({ kind: z.literal("role"), users, isAdmin: z.boolean() }),
]);
/** One of them. */
const counterpart = { peer: userId.optional(), group: groupId.optional() };

const historyEvent = z.discriminatedUnion("type", [
  /** The states of the SDK's client. The first `connected` is taken as the time when the device was linked. */
  event("connection", { state: z.enum(["offline", "connecting", "connected", "caught-up", "stopped"]) }),
  /** Written to the outbox. May repeat, unchanged. `former`: the id that the message had, and lost its outcome with. */
  event("sent", {
    messageId,
    conversation,
    ...counterpart,
    contentHash,
    change: change.optional(),
    former: messageId.optional(),
  }),
  event("acknowledged", { messageId, key: orderKey.optional() }),
  event("sequenced", { messageId, key: orderKey }),
  event("refused", { messageId, code: z.string().min(1) }),
  /** Nobody can tell any more whether the message was taken. */
  event("unknown", { messageId }),
  /** Handed to the application. */
  event("delivered", { messageId, conversation, key: orderKey, sender: userId, senderDevice: deviceId, contentHash }),
  /** The application was told that what it was handed before has this place now, instead of `former`. */
  event("moved", { messageId, conversation, former: orderKey, key: orderKey }),
  /** The application was told that it will not get `from` to `to`, both included. */
  event("skipped", { conversation, from: orderKey, to: orderKey, reason: z.string().min(1) }),
  /** This device was told how far `about` is. */
  event("receipt", { conversation, about: userId, delivered: orderKey, read: orderKey }),
  /** The application of this device marked everything up to `key` as read. */
  event("readMark", { conversation, key: orderKey }),
  /**
   * Closes the device: is it still linked, and did the server say that it caught up, after all had been sent?
   * Whoever decides `caughtUp` by what was delivered makes the oracle blind to what is missing.
   */
  event("ended", { linked: z.boolean(), caughtUp: z.boolean() }),
]);

export type HistoryEvent = z.output<typeof historyEvent>;
export type Change = z.output<typeof change>;
export type EventType = HistoryEvent["type"];
export type EventOf<T extends EventType> = Extract<HistoryEvent, { type: T }>;
export type History = readonly HistoryEvent[];

/** The history itself is unusable: whoever recorded it is at fault, not the system under test. */
export class HistoryError extends Error {
  override readonly name = "HistoryError";
}

/** One JSON object a line. */
export function formatHistory(history: History): string {
  return history.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/** @throws {HistoryError} naming the first bad line. */
export function parseHistory(text: string): HistoryEvent[] {
  return text.split("\n").flatMap((line, index) => (line === "" ? [] : [parseLine(line, index + 1)]));
}

function parseLine(line: string, number: number): HistoryEvent {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new HistoryError(`line ${number} of the history is not JSON`, { cause });
  }
  const result = historyEvent.safeParse(json);
  if (result.success) return result.data;
  throw new HistoryError(`line ${number} of the history: ${z.prettifyError(result.error)}`);
}

function event<T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) {
  return z.strictObject({ at: z.number(), user: userId, device: deviceId, type: z.literal(type), ...shape });
}

function branded<T extends string>(name: string, accepts: (text: string) => boolean) {
  return z.custom<T>((value) => typeof value === "string" && accepts(value), `not ${name}`);
}
