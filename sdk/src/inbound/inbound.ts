/** What the server sends about conversations, and where it goes: the timeline, the marks, the fetches. */

import {
  compareKeys,
  conversationIdFromBytes,
  keyOf,
  messageIdFromBytes,
  parseDeviceId,
  parseGroupId,
  parseUserId,
  type ConversationId,
  type DeviceId,
  type OrderKey,
  type UserId,
  type cellwire,
} from "@cellwire/protocol";
import { storeError } from "../client-error.ts";
import { counterpartOf, groupCounterpart, peerCounterpart } from "../counterpart.ts";
import type { Events } from "../events.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { OutboxRow } from "../store/contract.ts";
import { conversationBetween, type Arrival, type Conversation, type Conversations } from "./conversation.ts";
import type { CursorReporter } from "./cursor-reporter.ts";
import type { Fetcher } from "./fetcher.ts";
import type { HandOver } from "./hand-over.ts";
import { headMarks, type Marks } from "./marks.ts";
import type { TimelineEntry } from "./timeline.ts";

const NO_BYTES = new Uint8Array(0);

export interface InboundOptions {
  readonly conversations: Conversations;
  readonly fetcher: Fetcher;
  readonly handOver: HandOver;
  readonly marks: Marks;
  readonly reporter: CursorReporter;
  readonly outbox: Outbox;
  readonly events: Events;
  readonly user: UserId;
  readonly device: DeviceId;
}

/** The frame methods throw RangeError when a frame names something that is no id. */
export class Inbound {
  readonly #options: InboundOptions;

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  deliver(frame: cellwire.v1.Deliver.$Properties): void {
    const { user, device, conversations, outbox } = this.#options;
    const sender = parseUserId(frame.sender ?? "");
    const senderDevice = parseDeviceId(frame.senderDevice ?? "");
    const counterpart = frame.group
      ? groupCounterpart(parseGroupId(frame.group))
      : peerCounterpart(sender === user ? parseUserId(frame.recipient ?? "") : sender);
    const messageId = messageIdFromBytes(frame.messageId ?? NO_BYTES);
    const conversation = conversations.ensure(conversationIdFromBytes(frame.conversation ?? NO_BYTES), counterpart);
    const key = keyOf(frame.key);
    const sent = sender === user && senderDevice === device ? outbox.seenInPlace(messageId, key) : undefined;
    if (this.#options.handOver.full) {
      conversation.timeline.drop(key);
      this.#options.fetcher.hole(conversation);
      return;
    }
    const acceptedAtMs = frame.acceptedAtMs ?? 0;
    const arrival: Arrival = sent
      ? { ...arrivalOf(sent, senderDevice, sender), acceptedAtMs }
      : {
          messageId,
          sender,
          senderDevice,
          acceptedAtMs,
          kind: frame.kind ?? 0,
          // Copies: the frame's bytes are views into the whole WebSocket message.
          content: new Uint8Array(frame.content ?? NO_BYTES),
          header: frame.header?.length ? new Uint8Array(frame.header) : NO_BYTES,
          plain: false,
        };
    this.#placed(conversation, conversation.timeline.arrive(key, arrival));
  }

  /** A message of this device got its key: it fills its place from the outbox. */
  placeOwn(row: OutboxRow, key: OrderKey): void {
    const { conversations, device, user } = this.#options;
    const conversation = conversations.ensure(row.conversation, counterpartOf(row));
    this.#placed(conversation, conversation.timeline.arrive(key, arrivalOf(row, device, user)));
  }

  skip(frame: cellwire.v1.Skip.$Properties): void {
    const conversation = this.#known(frame.conversation);
    if (!conversation) return;
    const range = { from: keyOf(frame.from), to: keyOf(frame.to), reason: frame.reason ?? "" };
    this.#placed(conversation, conversation.timeline.skip(range));
  }

  heads(frame: cellwire.v1.Heads.$Properties): void {
    for (const head of frame.heads ?? []) this.#head(head);
  }

  fetched(frame: cellwire.v1.Fetched.$Properties): void {
    const conversation = this.#known(frame.conversation);
    if (!conversation) return;
    const after = keyOf(frame.after);
    const through = keyOf(frame.through);
    conversation.timeline.raiseHead(keyOf(frame.head));
    this.#options.handOver.add(conversation, conversation.timeline.fetched(after, through));
    this.#options.fetcher.answered(conversation, { progress: compareKeys(through, after) > 0 });
  }

  receipt(frame: cellwire.v1.Receipt.$Properties): void {
    const user = parseUserId(frame.user ?? "");
    const id = conversationIdFromBytes(frame.conversation ?? NO_BYTES);
    const { conversations, marks } = this.#options;
    const conversation = conversations.get(id) ?? this.#directWith(user, id);
    if (!conversation) return;
    const receipt = { user, delivered: keyOf(frame.delivered), read: keyOf(frame.read) };
    this.#settle(marks.receipt(conversation, receipt));
  }

  /** A fetch was refused: for good, or until `retryMs` from now. */
  fetchRefused(bytes: Uint8Array, retryMs: number | undefined): Conversation | undefined {
    const conversation = this.#known(bytes);
    if (!conversation) return undefined;
    if (retryMs === undefined) this.#options.fetcher.giveUp(conversation);
    else this.#options.fetcher.answered(conversation, { progress: false, retryMs });
    return conversation;
  }

  #head(head: cellwire.v1.Head.$Properties): void {
    const { conversations, fetcher, handOver, marks, reporter } = this.#options;
    const id = conversationIdFromBytes(head.conversation ?? NO_BYTES);
    const counterpart = head.group
      ? groupCounterpart(parseGroupId(head.group))
      : peerCounterpart(parseUserId(head.peer ?? ""));
    const conversation = conversations.ensure(id, counterpart);
    const { timeline } = conversation;
    const delivered = keyOf(head.delivered);
    const entries = timeline.jumpTo(delivered);
    timeline.raiseHead(keyOf(head.head));
    handOver.add(conversation, entries);
    const behind = compareKeys(delivered, conversation.delivered) < 0;
    if (behind || compareKeys(keyOf(head.read), conversation.read) < 0) reporter.touch(conversation);
    this.#settle(marks.head(conversation, headMarks(head)));
    if (timeline.missing) fetcher.want(conversation);
  }

  #placed(conversation: Conversation, entries: TimelineEntry<Arrival>[]): void {
    this.#options.handOver.add(conversation, entries);
    if (conversation.timeline.missing) this.#options.fetcher.hole(conversation);
  }

  /** A receipt may be the first that this device hears of a direct conversation. */
  #directWith(user: UserId, id: ConversationId): Conversation | undefined {
    const counterpart = peerCounterpart(user);
    if (user === this.#options.user || conversationBetween(this.#options.user, counterpart) !== id) return undefined;
    return this.#options.conversations.ensure(id, counterpart);
  }

  #known(bytes: Uint8Array | null | undefined): Conversation | undefined {
    return this.#options.conversations.get(conversationIdFromBytes(bytes ?? NO_BYTES));
  }

  #settle(work: Promise<void>): void {
    work.catch((cause: unknown) => this.#options.events.emit("error", storeError(cause)));
  }
}

function arrivalOf(row: OutboxRow, device: DeviceId, user: UserId): Arrival {
  return {
    messageId: row.messageId,
    sender: user,
    senderDevice: device,
    acceptedAtMs: row.acceptedAtMs ?? 0,
    kind: row.kind,
    content: row.plain,
    header: NO_BYTES,
    plain: true,
  };
}
