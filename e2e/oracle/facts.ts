/** A history arranged for the rules: who the devices are, and what is known about each message and conversation. */

import { compareKeys, keyText } from "@cellwire/protocol";
import type { ConversationId, MessageId, OrderKey, UserId } from "@cellwire/protocol";
import { HistoryError } from "./history.ts";
import type { EventOf, History, HistoryEvent } from "./history.ts";
import { directStays, isFor, membershipOf, wasAlwaysIn } from "./membership.ts";
import type { Placed, Stays } from "./membership.ts";
import { dropClosedPlaces } from "./terms.ts";
import { ContiguousPrefix, Watermark } from "./watermark.ts";

export interface Facts {
  readonly history: History;
  readonly devices: Map<string, Device>;
  readonly messages: Map<MessageId, Message>;
  readonly conversations: Map<ConversationId, Conversation>;
}

export interface Device {
  /** `user/device`: unique, and readable in a report. */
  readonly name: string;
  readonly user: UserId;
  /** When it first connected; Infinity: never. */
  linkedAt: number;
  /** Linked until the end and caught up there: what it lacks is missing. */
  judged: boolean;
  readonly threads: Map<ConversationId, Thread>;
}

/** One conversation on one device. */
export interface Thread {
  readonly device: Device;
  readonly sent: Message[];
  readonly deliveries: EventOf<"delivered">[];
  readonly moves: EventOf<"moved">[];
  readonly skips: EventOf<"skipped">[];
  readonly held: ContiguousPrefix;
  readonly read: Watermark;
  /** Lowest key that the application was handed, or told that it will not get. */
  lowest: OrderKey | undefined;
}

export interface Message {
  readonly id: MessageId;
  readonly sent: EventOf<"sent">;
  readonly sender: Device;
  /** Where it was said to stand; more than one distinct key is a violation. */
  readonly sightings: { readonly key: OrderKey; readonly device: Device }[];
  readonly deliveredTo: Set<Device>;
  acknowledged: boolean;
  refused: boolean;
  /** Why, as the sender was told first. */
  refusal: string | undefined;
  unknown: boolean;
}

export interface Conversation {
  readonly isGroup: boolean;
  /** Of a group known once every message has its place. */
  stays: Stays;
  /** Messages of a group that have a place which their senders might not have. */
  forbidden: readonly { readonly placed: PlacedMessage; readonly why: string }[];
  firstSentAt: number;
  readonly threads: Thread[];
  /** By `keyText`. */
  readonly messagesAt: Map<string, Set<MessageId>>;
}

interface PlacedMessage extends Placed {
  readonly message: Message;
}

/** @throws {HistoryError} when a device does not close, time goes back, or a device that never connected counts as linked. */
export function arrange(history: History): Facts {
  const facts: Facts = { history, devices: devicesOf(history), messages: new Map(), conversations: new Map() };
  // Two passes, because a history may list a recipient's events before the sender's.
  for (const event of history) if (event.type === "sent") addSent(facts, event);
  for (const event of history) addOutcome(facts, event);
  dropClosedPlaces(facts);
  for (const conversation of facts.conversations.values()) if (conversation.isGroup) addMembers(facts, conversation);
  return facts;
}

export function deviceOf(facts: Facts, event: HistoryEvent): Device {
  return facts.devices.get(deviceName(event.user, event.device))!;
}

/** Where the message stands, undefined while nobody knows. */
export function keyOfMessage(message: Message): OrderKey | undefined {
  return message.sightings[0]?.key;
}

/** It has a place or the sender was promised one: devices may expect it. */
export function isSettled(message: Message): boolean {
  return message.acknowledged || message.sightings.length > 0;
}

/** Surely linked when the message got its place; where a history can't tell, the answer is no. */
export function wasLinkedFor(device: Device, message: Message): boolean {
  if (device.linkedAt <= message.sent.at) return true;
  const key = keyOfMessage(message);
  const lowest = device.threads.get(message.sent.conversation)?.lowest;
  return key !== undefined && lowest !== undefined && compareKeys(lowest, key) < 0;
}

/** Whether the message is for this user: by its place, or, while nobody knows that, wherever it will be. */
export function isMessageFor(facts: Facts, user: UserId, message: Message): boolean {
  const { stays } = facts.conversations.get(message.sent.conversation)!;
  const key = keyOfMessage(message);
  return key ? isFor(stays, user, key) : wasAlwaysIn(stays, user);
}

export function deviceName(user: string, device: string): string {
  return `${user}/${device}`;
}

function devicesOf(history: History): Map<string, Device> {
  const devices = new Map<string, Device>();
  const last = new Map<Device, HistoryEvent>();
  for (const event of history) {
    const name = deviceName(event.user, event.device);
    let device = devices.get(name);
    if (!device) {
      device = { name, user: event.user, linkedAt: Infinity, judged: false, threads: new Map() };
      devices.set(name, device);
    }
    const before = last.get(device);
    if (before && before.at > event.at)
      throw new HistoryError(`time goes back on ${name}: ${before.at} to ${event.at}`);
    if (before?.type === "ended") throw new HistoryError(`${name} has a ${event.type} event after its end`);
    last.set(device, event);
    if (isLink(event)) device.linkedAt = Math.min(device.linkedAt, event.at);
    if (event.type === "ended") device.judged = event.linked && event.caughtUp;
  }
  for (const [device, event] of last) {
    if (event.type !== "ended") throw new HistoryError(`${device.name} has no ended event`);
    if (event.linked && device.linkedAt === Infinity) throw new HistoryError(`${device.name} never connected`);
  }
  return devices;
}

function isLink(event: HistoryEvent): boolean {
  return event.type === "connection" && event.state === "connected";
}

function addSent(facts: Facts, sent: EventOf<"sent">): void {
  const { messageId: id, conversation, at } = sent;
  const known = facts.conversations.get(conversation);
  if (known) known.firstSentAt = Math.min(known.firstSentAt, at);
  else facts.conversations.set(conversation, newConversation(sent));
  if (facts.messages.has(id)) return;
  const fate = { acknowledged: false, refused: false, refusal: undefined, unknown: false };
  facts.messages.set(id, { id, sent, sender: deviceOf(facts, sent), sightings: [], deliveredTo: new Set(), ...fate });
}

function newConversation({ user, peer, at: firstSentAt }: EventOf<"sent">): Conversation {
  const stays = directStays(peer === undefined ? [] : [user, peer]);
  return { isGroup: peer === undefined, stays, forbidden: [], firstSentAt, threads: [], messagesAt: new Map() };
}

function addMembers(facts: Facts, conversation: Conversation): void {
  const ids = [...conversation.messagesAt.values()].flatMap((messages) => [...messages]);
  const order = [...new Set(ids)].map((id): PlacedMessage => {
    const message = facts.messages.get(id)!;
    return { message, key: keyOfMessage(message)!, sender: message.sent.user, change: message.sent.change };
  });
  const { stays, forbidden } = membershipOf(order.toSorted((a, b) => compareKeys(a.key, b.key)));
  conversation.stays = stays;
  conversation.forbidden = forbidden;
}

function addOutcome(facts: Facts, event: HistoryEvent): void {
  switch (event.type) {
    case "sent":
      return addToOutbox(threadOf(facts, event, event.conversation), facts.messages.get(event.messageId)!, event);
    case "acknowledged":
    case "sequenced":
      return addPlace(facts, event);
    case "refused":
    case "unknown": {
      const message = facts.messages.get(event.messageId);
      if (message) message[event.type] = true;
      if (message && event.type === "refused") message.refusal ??= event.code;
      return;
    }
    case "delivered":
      return addDelivered(facts, event);
    case "moved":
      return addMoved(facts, event);
    case "skipped": {
      const thread = threadOf(facts, event, event.conversation);
      thread.skips.push(event);
      hold(thread, event);
      return;
    }
    case "readMark":
      return threadOf(facts, event, event.conversation).read.raise(event.key, event.at);
    case "connection":
    case "receipt":
    case "ended":
      return;
  }
}

function addToOutbox({ sent }: Thread, message: Message, event: EventOf<"sent">): void {
  if (message.sent !== event) return;
  const former = event.former === undefined ? -1 : sent.findIndex(({ id }) => id === event.former);
  if (former >= 0) sent[former] = message;
  else sent.push(message);
}

function addPlace(facts: Facts, event: EventOf<"acknowledged"> | EventOf<"sequenced">): void {
  const message = facts.messages.get(event.messageId);
  if (!message) return; // the outcome of what nobody sent: no promise speaks of it
  message.acknowledged = true;
  if (!event.key) return;
  addSighting(facts, message, { key: event.key, device: deviceOf(facts, event) });
  threadOf(facts, event, message.sent.conversation).held.take(event.key, event.key, event.at);
}

function addDelivered(facts: Facts, event: EventOf<"delivered">): void {
  const thread = threadOf(facts, event, event.conversation);
  thread.deliveries.push(event);
  hold(thread, { from: event.key, to: event.key, at: event.at });
  const message = facts.messages.get(event.messageId);
  if (!message) return; // rule `content` reports it
  if (event.conversation === message.sent.conversation)
    addSighting(facts, message, { key: event.key, device: thread.device });
  message.deliveredTo.add(thread.device);
}

function addMoved(facts: Facts, event: EventOf<"moved">): void {
  const thread = threadOf(facts, event, event.conversation);
  thread.moves.push(event);
  hold(thread, { from: event.key, to: event.key, at: event.at });
  const message = facts.messages.get(event.messageId);
  if (!message) return; // as above
  addSighting(facts, message, { key: event.key, device: thread.device });
  message.deliveredTo.add(thread.device);
}

/** The application was handed these numbers, or told that it will not get them. */
function hold(thread: Thread, range: { from: OrderKey; to: OrderKey; at: number }): void {
  thread.held.take(range.from, range.to, range.at);
  if (!thread.lowest || compareKeys(range.from, thread.lowest) < 0) thread.lowest = range.from;
}

function addSighting(facts: Facts, message: Message, sighting: Message["sightings"][number]): void {
  message.sightings.push(sighting);
  const at = keyText(sighting.key);
  const messagesAt = facts.conversations.get(message.sent.conversation)!.messagesAt;
  const others = messagesAt.get(at);
  if (others) others.add(message.id);
  else messagesAt.set(at, new Set([message.id]));
}

function threadOf(facts: Facts, event: HistoryEvent, id: ConversationId): Thread {
  const device = deviceOf(facts, event);
  let thread = device.threads.get(id);
  if (thread) return thread;
  const conversation = facts.conversations.get(id);
  const held = new ContiguousPrefix(device.linkedAt <= (conversation?.firstSentAt ?? Infinity));
  thread = { device, sent: [], deliveries: [], moves: [], skips: [], held, read: new Watermark(), lowest: undefined };
  device.threads.set(id, thread);
  conversation?.threads.push(thread);
  return thread;
}
