/** The conversations of this device: what the store has of them, and the order of what arrives. */

import {
  conversationIdFromBytes,
  conversationIdToBytes,
  directConversationId,
  groupConversationId,
  maxKey,
  ORIGIN,
  thingKey,
  type ConversationId,
  type DeviceId,
  type GroupId,
  type MessageId,
  type OrderKey,
  type ThingKey,
  type UserId,
} from "@cellwire/protocol";
import { counterpartKey, counterpartOf, type Counterpart, type Recipient } from "../counterpart.ts";
import type { ConversationRow, CursorRow } from "../store/contract.ts";
import { Timeline } from "./timeline.ts";

/** A message that has its place but was not stored yet. */
export interface Arrival {
  readonly messageId: MessageId;
  readonly sender: UserId;
  readonly senderDevice: DeviceId;
  readonly acceptedAtMs: number;
  /** MessageKind of the protocol, or one that a newer version knows. */
  readonly kind: number;
  readonly content: Uint8Array;
  readonly header: Uint8Array;
  /** From the own outbox: `content` is plain. */
  readonly plain: boolean;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly bytes: Uint8Array;
  readonly counterpart: Counterpart;
  readonly timeline: Timeline<Arrival>;
  /** Stored and contiguous: what is reported. */
  delivered: OrderKey;
  handed: OrderKey;
  read: OrderKey;
  reportedRead: OrderKey;
  /** This mark and the next: of a direct conversation. */
  peerDelivered: OrderKey;
  peerRead: OrderKey;
  unread: number;
  countedThrough: OrderKey;
  /** What was looked at for `unread`: what the server has counted above it, this device will count out when it comes. */
  judged: OrderKey;
}

export function conversationRow(conversation: Conversation): ConversationRow {
  const { id, counterpart, read, reportedRead, peerDelivered, peerRead, unread, countedThrough } = conversation;
  const head = conversation.timeline.head;
  return {
    id,
    ...counterpart,
    head,
    read,
    reportedRead,
    peerDelivered,
    peerRead,
    unread,
    countedThrough,
  };
}

export class Conversations {
  readonly #byId = new Map<ConversationId, Conversation>();
  readonly #byCounterpart = new Map<ThingKey, Conversation>();

  load(rows: readonly ConversationRow[], cursors: readonly CursorRow[]): void {
    const cursorOf = new Map(cursors.map((row) => [row.conversation, row]));
    for (const row of rows) {
      const { delivered, handed } = cursorOf.get(row.id) ?? { delivered: ORIGIN, handed: ORIGIN };
      const timeline = new Timeline<Arrival>(delivered, row.head);
      const counterpart = counterpartOf(row);
      const bytes = conversationIdToBytes(row.id);
      this.#add({ ...row, counterpart, bytes, timeline, delivered, handed, judged: delivered });
    }
  }

  get(id: ConversationId): Conversation | undefined {
    return this.#byId.get(id);
  }

  /** By its id or, failing that, by the peer's user id; or by the group. */
  find(name: Recipient): Conversation | undefined {
    if (typeof name !== "string")
      return this.#byCounterpart.get(thingKey({ kind: "group", id: name.group as GroupId }));
    return this.#byId.get(name as ConversationId) ?? this.#byCounterpart.get(name as UserId);
  }

  all(): Iterable<Conversation> {
    return this.#byId.values();
  }

  between(user: UserId, counterpart: Counterpart): Conversation {
    const known = this.#byCounterpart.get(counterpartKey(counterpart));
    return known ?? this.ensure(conversationBetween(user, counterpart), counterpart);
  }

  ensure(id: ConversationId, counterpart: Counterpart): Conversation {
    return this.#byId.get(id) ?? this.#add(fresh(id, counterpart));
  }

  #add(conversation: Conversation): Conversation {
    this.#byId.set(conversation.id, conversation);
    this.#byCounterpart.set(counterpartKey(conversation.counterpart), conversation);
    return conversation;
  }
}

export function conversationBetween(user: UserId, { peer, group }: Counterpart): ConversationId {
  return conversationIdFromBytes(group === undefined ? directConversationId(user, peer) : groupConversationId(group));
}

function fresh(id: ConversationId, counterpart: Counterpart): Conversation {
  return {
    id,
    bytes: conversationIdToBytes(id),
    counterpart,
    timeline: new Timeline(ORIGIN, ORIGIN),
    delivered: ORIGIN,
    handed: ORIGIN,
    read: ORIGIN,
    reportedRead: ORIGIN,
    peerDelivered: ORIGIN,
    peerRead: ORIGIN,
    unread: 0,
    countedThrough: ORIGIN,
    judged: ORIGIN,
  };
}

type Mark = "read" | "peerDelivered" | "peerRead";

/** Marks only rise. True when this one did. */
export function raiseMark(conversation: Conversation, mark: Mark, to: OrderKey): boolean {
  const before = conversation[mark];
  const after = maxKey(before, to);
  conversation[mark] = after;
  return after !== before;
}
