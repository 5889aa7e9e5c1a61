/** A cell in memory that speaks the protocol: numbers, delivers, keeps cursors, for one process and one test. */

import {
  conversationIdFromBytes,
  directConversationId,
  groupConversationId,
  isGroupId,
  isUserId,
  keyOf,
  LIMITS,
  messageIdFromBytes,
  messageIdTimeMs,
  type cellwire,
  type ConversationId,
  type ErrorCode,
  type GroupId,
  type UserId,
} from "@cellwire/protocol";
import type { Clock } from "../clock.ts";
import { FakeChannels } from "./fake-channels.ts";
import { TwoUsers } from "./fake-audience.ts";
import { FakeConversation, type FakeMessage } from "./fake-conversation.ts";
import { FakeDevices } from "./fake-devices.ts";
import { FakeGroup } from "./fake-group.ts";
import type { FakeLink } from "./fake-link.ts";
import { FakePeople } from "./fake-people.ts";
import { FakeRefusals, type RefusedMessage } from "./fake-refusals.ts";
import { FakeSettings } from "./fake-settings.ts";

export class FakeCell {
  readonly #clock: Clock;
  readonly #users = new Set<string>();
  readonly #devices: FakeDevices;
  readonly #people: FakePeople;
  readonly #channels: FakeChannels;
  readonly #isUser = (user: string) => this.#users.has(user);
  /** Also those that do not exist, which have no member. */
  readonly #groups = new Map<string, FakeGroup>();
  readonly #conversations = new Map<ConversationId, FakeConversation>();
  readonly #refusals = new FakeRefusals();
  readonly #settings = new FakeSettings((user) => this.#linksOf(user));
  readonly #links = new Map<string, FakeLink>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#devices = new FakeDevices(clock, (user) => this.#linksOf(user));
    this.#channels = new FakeChannels({
      isUser: (user) => this.#users.has(user),
      nowMs: () => clock.nowMs(),
      links: () => [...this.#links.values()],
    });
    this.#people = new FakePeople(
      () => clock.nowMs(),
      (user) => this.#linksOf(user),
    );
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
    if (this.#devices.link(link)) for (const conversation of this.#of(link.user)) conversation.startAtHead(link);
    this.#links.get(link.device)?.closed("REPLACED");
    this.#links.set(link.device, link);
    this.#people.changed(link.user);
  }

  leave(link: FakeLink): void {
    if (this.#links.get(link.device) === link) this.#links.delete(link.device);
    this.#people.changed(link.user);
  }

  /** What follows a welcome. Names every conversation: a device that knows better loses nothing by it. */
  catchUp(link: FakeLink, refusalsThrough: number): void {
    link.say(...this.#refusals.above(link.user, refusalsThrough));
    const heads = this.#of(link.user).map((conversation) => this.#headFor(link, conversation));
    for (let from = 0; from < heads.length; from += LIMITS.headsPerFrameMax)
      link.say({ heads: { heads: heads.slice(from, from + LIMITS.headsPerFrameMax) } });
    link.say({ caughtUp: {} });
  }

  request(link: FakeLink, request: cellwire.v1.Request.$Properties): void {
    const { getGroup, getGroupReceipts } = request;
    const answer = getGroup
      ? this.#group(link.user, getGroup)
      : getGroupReceipts
        ? this.#groupReceipts(link.user, getGroupReceipts)
        : (this.#channels.answer(link, request) ??
          this.#people.answer(link, request) ??
          this.#settings.answer(link, request) ??
          this.#devices.answer(link, request));
    link.say({ response: { ...answer, id: request.id ?? 0 } });
  }

  send(link: FakeLink, send: cellwire.v1.Send.$Properties): void {
    const messageId = send.messageId ?? new Uint8Array(0);
    const wrong = this.#whatIsWrong(link, send);
    if (wrong) {
      link.say({ error: { code: wrong, messageId } });
      return;
    }
    const conversation = this.#conversation(link.user, send);
    const { bytes, audience, nextNumber } = conversation;
    const known = conversation.find(messageIdFromBytes(messageId), link.user);
    const refused = this.#refusals.of(link.user, messageId)?.code;
    const code = known ? undefined : (refused ?? audience.take({ by: link.user, n: nextNumber, send }));
    if (code !== undefined) {
      this.#refuse(link, { messageId, conversation: bytes, code });
      return;
    }
    const message = known ?? this.#append(link, conversation, send);
    const { acceptedAtMs = 0, key } = message;
    link.say({ accepted: { messageId, conversation: bytes, key, acceptedAtMs } });
    if (known) return;
    for (const other of this.#links.values()) if (other !== link) other.say(...conversation.live(other.user, message));
  }

  fetch(link: FakeLink, fetch: cellwire.v1.Fetch.$Properties): void {
    const conversation = this.#conversations.get(conversationIdFromBytes(fetch.conversation ?? new Uint8Array(0)));
    if (!conversation?.has(link.user)) {
      link.say({ error: { code: "FETCH_INVALID", conversation: fetch.conversation ?? new Uint8Array(0) } });
      return;
    }
    const after = keyOf(fetch.after);
    const limit = Math.min(fetch.limit || 1, LIMITS.fetchMessagesMax);
    const { frames, through } = conversation.above(link.user, { after, limit });
    link.say(...frames);
    const head = conversation.headOf(link.user);
    link.say({ fetched: { conversation: conversation.bytes, after, through, head } });
  }

  cursors(link: FakeLink, update: cellwire.v1.CursorUpdate.$Properties): void {
    for (const cursor of update.cursors ?? []) {
      const conversation = this.#conversations.get(conversationIdFromBytes(cursor.conversation ?? new Uint8Array(0)));
      if (!conversation?.has(link.user)) continue;
      const rose = conversation.report(link, { delivered: keyOf(cursor.delivered), read: keyOf(cursor.read) });
      if (!rose) continue;
      const { read } = conversation.marks(link.user);
      const { bytes, audience } = conversation;
      const peer = audience.peerOf(link.user) ?? "";
      const shown = this.#people.shown(link.user, peer, conversation.marks(link.user));
      if (shown)
        for (const other of this.#linksOf(peer))
          other.say({ receipt: { conversation: bytes, user: link.user, ...shown } });
      for (const other of this.#linksOf(link.user))
        if (other !== link) other.say({ receipt: { conversation: bytes, user: link.user, read } });
    }
  }

  typing(link: FakeLink, peer: string): void {
    this.#people.typing(link, peer);
  }

  #headFor(link: FakeLink, conversation: FakeConversation): cellwire.v1.Head.$Properties {
    const head = conversation.headFor(link);
    if (!head.peer) return head;
    const shown = this.#people.shown(head.peer, link.user, conversation.marks(head.peer));
    return { ...head, peerDelivered: shown?.delivered ?? null, peerRead: shown?.read ?? null };
  }

  #whatIsWrong(link: FakeLink, send: cellwire.v1.Send.$Properties): ErrorCode | undefined {
    const timeMs = messageIdTimeMs(send.messageId ?? new Uint8Array(16));
    if (timeMs > this.nowMs + LIMITS.clockAheadMsMax) return "ID_FROM_FUTURE";
    if (timeMs < this.nowMs - LIMITS.clockBehindMsMax) return "ID_TOO_OLD";
    if (send.group && !isGroupId(send.group)) return "UNKNOWN_GROUP";
    if (!send.group && (!isUserId(send.peer ?? "") || send.peer === link.user)) return "PEER_INVALID";
    if ((send.content?.length ?? 0) > LIMITS.contentBytesMax) return "CONTENT_TOO_LARGE";
    return undefined;
  }

  /** Accepted, like a cell that learns only later that it cannot be. */
  #refuse(link: FakeLink, { messageId, conversation, code }: RefusedMessage): void {
    link.say({ accepted: { messageId, conversation, acceptedAtMs: this.nowMs } });
    const frame = this.#refusals.add(link.user, { messageId, conversation, code });
    for (const one of this.#linksOf(link.user)) one.say(frame);
  }

  #append(link: FakeLink, conversation: FakeConversation, send: cellwire.v1.Send.$Properties): FakeMessage {
    const messageId = send.messageId ?? new Uint8Array(0);
    const peer = conversation.audience.peerOf(link.user);
    return conversation.append({
      hiddenFrom: peer !== undefined && this.#people.hides(peer, link.user) ? peer : undefined,
      id: messageIdFromBytes(messageId),
      conversation: conversation.bytes,
      messageId,
      sender: link.user,
      senderDevice: link.device,
      ...conversation.named(link.user),
      kind: send.kind ?? 0,
      content: send.content ?? new Uint8Array(0),
      acceptedAtMs: this.nowMs,
    });
  }

  #conversation(user: UserId, { group, peer }: cellwire.v1.Send.$Properties): FakeConversation {
    const bytes = group ? groupConversationId(group as GroupId) : directConversationId(user, peer as UserId);
    const id = conversationIdFromBytes(bytes);
    const known = this.#conversations.get(id);
    if (known) return known;
    const audience = group ? this.#newGroup(group as GroupId) : new TwoUsers([user, peer ?? ""], this.#isUser);
    const conversation = new FakeConversation(bytes, audience);
    this.#conversations.set(id, conversation);
    return conversation;
  }

  #newGroup(id: GroupId): FakeGroup {
    const group = new FakeGroup(id, this.#isUser);
    this.#groups.set(id, group);
    return group;
  }

  #group(user: string, { group }: cellwire.v1.GetGroup.$Properties): cellwire.v1.Response.$Properties {
    const known = this.#groups.get(group ?? "");
    return known?.has(user) ? { group: known.view() } : { code: "NOT_A_MEMBER" satisfies ErrorCode };
  }

  #groupReceipts(user: string, asked: cellwire.v1.GetGroupReceipts.$Properties): cellwire.v1.Response.$Properties {
    const { group = "", after = "" } = asked;
    const members = this.#groups.get(group ?? "");
    if (!members?.has(user)) return { groupReceipts: {} };
    const conversation = this.#conversation(user as UserId, { group });
    const others = members.usersAt(keyOf(asked.key).n).filter((other) => other !== user && other > (after ?? ""));
    const receipts = others.map((other) => {
      const { delivered, read } = this.#people.shown(other, user, conversation.marks(other)) ?? {};
      return { user: other, delivered: delivered?.term ? delivered : null, read: read?.term ? read : null };
    });
    return { groupReceipts: { receipts } };
  }

  #of(user: string): FakeConversation[] {
    return [...this.#conversations.values()].filter((conversation) => conversation.headOf(user).n > 0).reverse();
  }

  #linksOf(of: string | undefined): FakeLink[] {
    return [...this.#links.values()].filter(({ user }) => user === of);
  }
}
