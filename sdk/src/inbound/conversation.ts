/** The conversations of this device: what the store has of them, and the order of what arrives. */

import {
  conversationIdFromBytes,
  conversationIdToBytes,
  directConversationId,
  maxKey,
  ORIGIN,
  type ConversationId,
  type DeviceId,
  type MessageId,
  type OrderKey,
  type UserId,
} from "@cellwire/protocol";
import type { ConversationRow, CursorRow } from "../store/contract.ts";
import { Timeline } from "./timeline.ts";

/** A message that has its place but was not stored yet. */
export interface Arrival {
  readonly messageId: MessageId;
  readonly sender: UserId;
  readonly senderDevice: DeviceId;
  readonly acceptedAtMs: number;
  readonly content: Uint8Array;
  readonly header: Uint8Array;
  /** From the own outbox: `content` is plain. */
  readonly plain: boolean;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly bytes: Uint8Array;
  readonly peer: UserId;
  readonly timeline: Timeline<Arrival>;
  /** Stored and contiguous: what is reported. */
  delivered: OrderKey;
  handed: OrderKey;
  read: OrderKey;
  reportedRead: OrderKey;
  peerDelivered: OrderKey;
  peerRead: OrderKey;
  unread: number;
  countedThrough: OrderKey;
}

export function conversationRow(conversation: Conversation): ConversationRow {
  const { id, peer, read, reportedRead, peerDelivered, peerRead, unread, countedThrough } = conversation;
  const head = conversation.timeline.head;
  return { id, peer, head, read, reportedRead, peerDelivered, peerRead, unread, countedThrough };
}

export class Conversations {
  readonly #byId = new Map<ConversationId, Conversation>();
  readonly #byPeer = new Map<string, Conversation>();

  load(rows: readonly ConversationRow[], cursors: readonly CursorRow[]): void {
    const cursorOf = new Map(cursors.map((row) => [row.conversation, row]));
    for (const row of rows) {
      const { delivered, handed } = cursorOf.get(row.id) ?? { delivered: ORIGIN, handed: ORIGIN };
      const timeline = new Timeline<Arrival>(delivered, row.head);
      this.#add({ ...row, bytes: conversationIdToBytes(row.id), timeline, delivered, handed });
    }
  }

  get(id: ConversationId): Conversation | undefined {
    return this.#byId.get(id);
  }

  /** By its id or, failing that, by the peer's user id. */
  find(name: string): Conversation | undefined {
    return this.#byId.get(name as ConversationId) ?? this.#byPeer.get(name);
  }

  all(): Iterable<Conversation> {
    return this.#byId.values();
  }

  /** The direct conversation of `user` and `peer`. */
  direct(user: UserId, peer: UserId): Conversation {
    return this.#byPeer.get(peer) ?? this.ensure(conversationIdFromBytes(directConversationId(user, peer)), peer);
  }

  ensure(id: ConversationId, peer: UserId): Conversation {
    return this.#byId.get(id) ?? this.#add(fresh(id, peer));
  }

  #add(conversation: Conversation): Conversation {
    this.#byId.set(conversation.id, conversation);
    this.#byPeer.set(conversation.peer, conversation);
    return conversation;
  }
}

function fresh(id: ConversationId, peer: UserId): Conversation {
  return {
    id,
    bytes: conversationIdToBytes(id),
    peer,
    timeline: new Timeline(ORIGIN, ORIGIN),
    delivered: ORIGIN,
    handed: ORIGIN,
    read: ORIGIN,
    reportedRead: ORIGIN,
    peerDelivered: ORIGIN,
    peerRead: ORIGIN,
    unread: 0,
    countedThrough: ORIGIN,
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
