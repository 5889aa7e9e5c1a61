/** One direct conversation of the fake cell: its numbered messages, and how far each user and device is. */

import {
  compareKeys,
  maxKey,
  ORIGIN,
  type cellwire,
  type ConversationId,
  type MessageId,
  type OrderKey,
} from "@cellwire/protocol";

/** A fake lives as long as a test. */
const MESSAGES_MAX = 100_000;
const TERM = 1;

export interface FakeMessage extends cellwire.v1.Deliver.$Properties {
  readonly key: OrderKey;
  readonly id: MessageId;
  readonly sender: string;
}

export class FakeConversation {
  readonly id: ConversationId;
  readonly bytes: Uint8Array;
  readonly users: readonly [string, string];
  readonly messages: FakeMessage[] = [];
  readonly #read = new Map<string, OrderKey>();
  readonly #userDelivered = new Map<string, OrderKey>();
  readonly #deviceDelivered = new Map<string, OrderKey>();

  constructor(id: ConversationId, bytes: Uint8Array, users: readonly [string, string]) {
    this.id = id;
    this.bytes = bytes;
    this.users = users;
  }

  get head(): OrderKey {
    return this.messages.at(-1)?.key ?? ORIGIN;
  }

  peerOf(user: string): string {
    return this.users[0] === user ? this.users[1] : this.users[0];
  }

  append(message: Omit<FakeMessage, "key">): FakeMessage {
    if (this.messages.length >= MESSAGES_MAX)
      throw new Error(`a fake conversation holds ${MESSAGES_MAX} messages at most`);
    const numbered = { ...message, key: { term: TERM, n: this.messages.length + 1 } } as FakeMessage;
    this.messages.push(numbered);
    return numbered;
  }

  find(id: MessageId, sender: string): FakeMessage | undefined {
    return this.messages.findLast((message) => message.id === id && message.sender === sender);
  }

  above(after: OrderKey, limit: number): FakeMessage[] {
    const from = after.term < TERM ? 0 : after.n;
    return this.messages.slice(from, from + limit);
  }

  delivered(device: string): OrderKey {
    return this.#deviceDelivered.get(device) ?? ORIGIN;
  }

  marks(user: string): { delivered: OrderKey; read: OrderKey } {
    return { delivered: this.#userDelivered.get(user) ?? ORIGIN, read: this.#read.get(user) ?? ORIGIN };
  }

  /** A device that is new here starts at the head. */
  startAtHead(device: string): void {
    if (!this.#deviceDelivered.has(device)) this.#deviceDelivered.set(device, this.head);
  }

  /** True when a mark of the user rose. */
  report(by: { user: string; device: string }, marks: { delivered: OrderKey; read: OrderKey }): boolean {
    const before = this.marks(by.user);
    this.#deviceDelivered.set(by.device, maxKey(this.delivered(by.device), marks.delivered));
    this.#userDelivered.set(by.user, maxKey(before.delivered, marks.delivered));
    this.#read.set(by.user, maxKey(before.read, marks.read));
    const after = this.marks(by.user);
    return compareKeys(after.delivered, before.delivered) > 0 || compareKeys(after.read, before.read) > 0;
  }

  headFor(user: string, device: string): cellwire.v1.Head.$Properties {
    const peer = this.peerOf(user);
    const own = this.marks(user);
    const others = this.marks(peer);
    const unread = this.messages.filter(({ sender, key }) => sender !== user && compareKeys(key, own.read) > 0).length;
    return {
      conversation: this.bytes,
      peer,
      head: this.head,
      delivered: this.delivered(device),
      read: own.read,
      peerDelivered: others.delivered,
      peerRead: others.read,
      unread: Math.min(unread, 1000),
    };
  }
}
