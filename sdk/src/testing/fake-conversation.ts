/** One conversation of the fake cell: its numbered messages, who sees which, and how far each user and device is. */

import {
  compareKeys,
  maxKey,
  ORIGIN,
  type cellwire,
  type MessageId,
  type OrderKey,
  type ServerBody,
} from "@cellwire/protocol";
import type { FakeAudience } from "./fake-audience.ts";

/** A fake lives as long as a test. */
const MESSAGES_MAX = 100_000;
const TERM = 1;

export interface FakeMessage extends cellwire.v1.Deliver.$Properties {
  readonly key: OrderKey;
  readonly id: MessageId;
  readonly sender: string;
  /** Who had blocked the sender when it came. */
  readonly hiddenFrom?: string | undefined;
}

export class FakeConversation {
  readonly bytes: Uint8Array;
  readonly audience: FakeAudience;
  readonly messages: FakeMessage[] = [];
  readonly #read = new Map<string, OrderKey>();
  readonly #userDelivered = new Map<string, OrderKey>();
  readonly #deviceDelivered = new Map<string, OrderKey>();

  constructor(bytes: Uint8Array, audience: FakeAudience) {
    this.bytes = bytes;
    this.audience = audience;
  }

  get nextNumber(): number {
    return this.messages.length + 1;
  }

  has(user: string): boolean {
    return this.audience.spans(user).length > 0;
  }

  /** What a message of the user names beside the conversation. */
  named(user: string): { group: string } | { recipient: string } {
    const { group } = this.audience;
    return group === undefined ? { recipient: this.audience.peerOf(user) ?? "" } : { group };
  }

  sees(user: string, n: number): boolean {
    return this.audience.spans(user).some(({ from, through }) => from <= n && n <= through);
  }

  /** The newest number that the user can fetch. */
  headOf(user: string): OrderKey {
    const n = Math.min(this.messages.length, this.audience.spans(user).at(-1)?.through ?? 0);
    return n === 0 ? ORIGIN : { term: TERM, n };
  }

  append(message: Omit<FakeMessage, "key">): FakeMessage {
    if (this.messages.length >= MESSAGES_MAX)
      throw new Error(`a fake conversation holds ${MESSAGES_MAX} messages at most`);
    const numbered = { ...message, key: { term: TERM, n: this.nextNumber } } as FakeMessage;
    this.messages.push(numbered);
    return numbered;
  }

  find(id: MessageId, sender: string): FakeMessage | undefined {
    return this.messages.findLast((message) => message.id === id && message.sender === sender);
  }

  /** At most `limit` messages, and a skip for what the user does not see before each of them. */
  above(
    user: string,
    { after, limit }: { after: OrderKey; limit: number },
  ): { frames: ServerBody[]; through: OrderKey } {
    const frames: ServerBody[] = [];
    const end = this.headOf(user).n;
    let n = after.term < TERM ? 0 : after.n;
    let left = limit;
    while (n < end && left > 0) {
      const { from } = this.audience.spans(user).find(({ through }) => through > n)!;
      if (from > n + 1) frames.push(this.#skip(n + 1, (n = from - 1)));
      frames.push(this.#frameFor(user, this.messages[n++]!));
      left--;
    }
    return { frames, through: frames.length === 0 ? after : { term: TERM, n } };
  }

  /** A message that was just numbered, and why it is not the next one for those who come in with it. */
  live(user: string, message: FakeMessage): ServerBody[] {
    const { n } = message.key;
    if (!this.sees(user, n)) return [];
    const before = this.audience.spans(user).filter(({ from }) => from < n);
    const last = Math.min(before.at(-1)?.through ?? 0, n - 1);
    return [...(last < n - 1 ? [this.#skip(last + 1, n - 1)] : []), this.#frameFor(user, message)];
  }

  #frameFor(user: string, message: FakeMessage): ServerBody {
    if (message.hiddenFrom !== user) return { deliver: message };
    return { skip: { conversation: this.bytes, from: message.key, to: message.key, reason: "blocked" } };
  }

  #skip(from: number, to: number): ServerBody {
    const reason = "not_member";
    return { skip: { conversation: this.bytes, from: { term: TERM, n: from }, to: { term: TERM, n: to }, reason } };
  }

  delivered(device: string): OrderKey {
    return this.#deviceDelivered.get(device) ?? ORIGIN;
  }

  marks(user: string): { delivered: OrderKey; read: OrderKey } {
    return { delivered: this.#userDelivered.get(user) ?? ORIGIN, read: this.#read.get(user) ?? ORIGIN };
  }

  /** A device that is new here starts at the head. */
  startAtHead({ user, device }: { user: string; device: string }): void {
    if (!this.#deviceDelivered.has(device)) this.#deviceDelivered.set(device, this.headOf(user));
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

  headFor({ user, device }: { user: string; device: string }): cellwire.v1.Head.$Properties {
    const peer = this.audience.peerOf(user);
    const own = this.marks(user);
    const others = this.marks(peer ?? "");
    const unread = this.messages.filter(
      ({ sender, key, kind, hiddenFrom }) =>
        sender !== user && hiddenFrom !== user && !kind && this.sees(user, key.n) && compareKeys(key, own.read) > 0,
    ).length;
    return {
      conversation: this.bytes,
      ...(peer === undefined ? { group: this.audience.group! } : { peer }),
      head: this.headOf(user),
      delivered: this.delivered(device),
      read: own.read,
      peerDelivered: others.delivered,
      peerRead: others.read,
      unread: Math.min(unread, 1000),
    };
  }
}
