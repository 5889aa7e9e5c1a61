/** A cell in memory that speaks the protocol: numbers, delivers, keeps cursors, for one process and one test. */

import {
  conversationIdFromBytes,
  directConversationId,
  isUserId,
  keyOf,
  LIMITS,
  messageIdFromBytes,
  messageIdTimeMs,
  type cellwire,
  type ConversationId,
  type ErrorCode,
  type ServerBody,
  type UserId,
} from "@cellwire/protocol";
import type { Clock } from "../clock.ts";
import type { FakeLink } from "./fake-link.ts";
import { FakeDevices } from "./fake-devices.ts";
import { FakeConversation, type FakeMessage } from "./fake-conversation.ts";

interface Refusal {
  readonly frame: ServerBody;
  readonly revision: number;
}

export class FakeCell {
  readonly #clock: Clock;
  readonly #users = new Set<string>();
  readonly #devices: FakeDevices;
  readonly #conversations = new Map<ConversationId, FakeConversation>();
  readonly #refusals = new Map<string, Refusal[]>();
  readonly #links = new Map<string, FakeLink>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#devices = new FakeDevices(clock, (user) => this.#linksOf([user]));
  }

  get nowMs(): number {
    return this.#clock.nowMs();
  }

  addUser(user: UserId): void {
    this.#users.add(user);
  }

  mayJoin({ user, device }: Pick<FakeLink, "user" | "device">): boolean {
    return !this.#devices.isRevoked(user, device);
  }

  join(link: FakeLink): void {
    if (this.#devices.link(link)) for (const conversation of this.#of(link.user)) conversation.startAtHead(link.device);
    this.#links.get(link.device)?.closed("REPLACED");
    this.#links.set(link.device, link);
  }

  leave(link: FakeLink): void {
    if (this.#links.get(link.device) === link) this.#links.delete(link.device);
  }

  /** What follows a welcome. Names every conversation: a device that knows better loses nothing by it. */
  catchUp(link: FakeLink, refusalsThrough: number): void {
    const refusals = this.#refusals.get(link.user) ?? [];
    link.say(...refusals.filter(({ revision }) => revision > refusalsThrough).map(({ frame }) => frame));
    const heads = this.#of(link.user).map((conversation) => conversation.headFor(link.user, link.device));
    for (let from = 0; from < heads.length; from += LIMITS.headsPerFrameMax)
      link.say({ heads: { heads: heads.slice(from, from + LIMITS.headsPerFrameMax) } });
    link.say({ caughtUp: {} });
  }

  request(link: FakeLink, request: cellwire.v1.Request.$Properties): void {
    link.say({ response: { ...this.#devices.answer(link, request), id: request.id ?? 0 } });
  }

  send(link: FakeLink, send: cellwire.v1.Send.$Properties): void {
    const messageId = send.messageId ?? new Uint8Array(0);
    const peer = send.peer ?? "";
    const wrong = this.#whatIsWrong(link, send);
    if (wrong) {
      link.say({ error: { code: wrong, messageId } });
      return;
    }
    if (!this.#users.has(peer)) {
      this.#refuse(link, send);
      return;
    }
    const conversation = this.#conversation(link.user, peer as UserId);
    const id = messageIdFromBytes(messageId);
    const known = conversation.find(id, link.user);
    const message = known ?? this.#append(link, conversation, send);
    const { acceptedAtMs = 0, key } = message;
    link.say({ accepted: { messageId, conversation: conversation.bytes, key, acceptedAtMs } });
    if (known) return;
    for (const other of this.#linksOf(conversation.users)) if (other !== link) other.say({ deliver: message });
  }

  fetch(link: FakeLink, fetch: cellwire.v1.Fetch.$Properties): void {
    const conversation = this.#conversations.get(conversationIdFromBytes(fetch.conversation ?? new Uint8Array(0)));
    if (!conversation?.users.includes(link.user)) {
      link.say({ error: { code: "FETCH_INVALID", conversation: fetch.conversation ?? new Uint8Array(0) } });
      return;
    }
    const after = keyOf(fetch.after);
    const messages = conversation.above(after, Math.min(fetch.limit || 1, LIMITS.fetchMessagesMax));
    link.say(...messages.map((deliver) => ({ deliver })));
    const through = messages.at(-1)?.key ?? after;
    link.say({ fetched: { conversation: conversation.bytes, after, through, head: conversation.head } });
  }

  cursors(link: FakeLink, update: cellwire.v1.CursorUpdate.$Properties): void {
    for (const cursor of update.cursors ?? []) {
      const conversation = this.#conversations.get(conversationIdFromBytes(cursor.conversation ?? new Uint8Array(0)));
      if (!conversation?.users.includes(link.user)) continue;
      const rose = conversation.report(link, { delivered: keyOf(cursor.delivered), read: keyOf(cursor.read) });
      if (!rose) continue;
      const { delivered, read } = conversation.marks(link.user);
      const { bytes } = conversation;
      for (const other of this.#linksOf([conversation.peerOf(link.user)]))
        other.say({ receipt: { conversation: bytes, user: link.user, delivered, read } });
      for (const other of this.#linksOf([link.user]))
        if (other !== link) other.say({ receipt: { conversation: bytes, user: link.user, read } });
    }
  }

  #whatIsWrong(link: FakeLink, send: cellwire.v1.Send.$Properties): ErrorCode | undefined {
    const timeMs = messageIdTimeMs(send.messageId ?? new Uint8Array(16));
    if (timeMs > this.nowMs + LIMITS.clockAheadMsMax) return "ID_FROM_FUTURE";
    if (timeMs < this.nowMs - LIMITS.clockBehindMsMax) return "ID_TOO_OLD";
    if (!isUserId(send.peer ?? "") || send.peer === link.user) return "PEER_INVALID";
    if ((send.content?.length ?? 0) > LIMITS.contentBytesMax) return "CONTENT_TOO_LARGE";
    return undefined;
  }

  /** Accepted, like a cell that learns only later that there is no such user. */
  #refuse(link: FakeLink, send: cellwire.v1.Send.$Properties): void {
    const messageId = send.messageId ?? new Uint8Array(0);
    const conversation = send.conversation ?? new Uint8Array(0);
    link.say({ accepted: { messageId, conversation, acceptedAtMs: this.nowMs } });
    const refusals = this.#refusals.get(link.user) ?? [];
    const revision = refusals.length + 1;
    const frame = { refused: { messageId, conversation, code: "UNKNOWN_USER", revision } };
    refusals.push({ frame, revision });
    this.#refusals.set(link.user, refusals);
    for (const one of this.#linksOf([link.user])) one.say(frame);
  }

  #append(link: FakeLink, conversation: FakeConversation, send: cellwire.v1.Send.$Properties): FakeMessage {
    const messageId = send.messageId ?? new Uint8Array(0);
    return conversation.append({
      id: messageIdFromBytes(messageId),
      conversation: conversation.bytes,
      messageId,
      sender: link.user,
      senderDevice: link.device,
      recipient: conversation.peerOf(link.user),
      content: send.content ?? new Uint8Array(0),
      acceptedAtMs: this.nowMs,
    });
  }

  #conversation(user: UserId, peer: UserId): FakeConversation {
    const bytes = directConversationId(user, peer);
    const id = conversationIdFromBytes(bytes);
    const known = this.#conversations.get(id);
    if (known) return known;
    const conversation = new FakeConversation(id, bytes, [user, peer]);
    this.#conversations.set(id, conversation);
    return conversation;
  }

  #of(user: string): FakeConversation[] {
    return [...this.#conversations.values()].filter(({ users }) => users.includes(user)).reverse();
  }

  #linksOf(users: readonly string[]): FakeLink[] {
    return [...this.#links.values()].filter(({ user }) => users.includes(user));
  }
}
