/** Read marks, receipts and unread counts: state that only rises, from heads, receipts and the application. */

import { compareKeys, keyOf, type ConversationId, type OrderKey, type UserId } from "@cellwire/protocol";
import type { cellwire } from "@cellwire/protocol";
import type { Events } from "../events.ts";
import type { Store } from "../store/contract.ts";
import type { StoreWriter } from "../store-writer.ts";
import { conversationRow, raiseMark, type Conversation } from "./conversation.ts";
import type { CursorReporter } from "./cursor-reporter.ts";

export interface MarksOptions {
  readonly store: Store;
  readonly writer: StoreWriter;
  readonly reporter: CursorReporter;
  readonly events: Events;
  readonly user: UserId;
}

/** What a head says about marks; the keys may be left out on the wire. */
export interface HeadMarks {
  readonly head: OrderKey;
  readonly read: OrderKey;
  readonly peerDelivered: OrderKey;
  readonly peerRead: OrderKey;
  readonly unread: number;
}

export class Marks {
  readonly #options: MarksOptions;

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  async head(conversation: Conversation, head: HeadMarks): Promise<void> {
    raiseMark(conversation, "read", head.read);
    const delivered = raiseMark(conversation, "peerDelivered", head.peerDelivered);
    const read = raiseMark(conversation, "peerRead", head.peerRead);
    const { peer } = conversation.counterpart;
    if (peer !== undefined && (delivered || read)) this.#emitReceipt(conversation, peer);
    if (compareKeys(head.head, conversation.countedThrough) >= 0) {
      conversation.countedThrough = head.head;
      await this.#takeUnread(conversation, head);
    }
    await this.#options.writer.write({ conversations: [conversationRow(conversation)] });
  }

  async receipt(
    conversation: Conversation,
    receipt: { user: UserId; delivered: OrderKey; read: OrderKey },
  ): Promise<void> {
    const before = conversation.read;
    if (receipt.user === this.#options.user) {
      if (!raiseMark(conversation, "read", receipt.read)) return;
      this.#emitReceipt(conversation, receipt.user);
      await this.#readRaised(conversation, before);
      return;
    }
    if (receipt.user !== conversation.counterpart.peer) return;
    const delivered = raiseMark(conversation, "peerDelivered", receipt.delivered);
    const read = raiseMark(conversation, "peerRead", receipt.read);
    if (!delivered && !read) return;
    this.#emitReceipt(conversation, receipt.user);
    await this.#options.writer.write({ conversations: [conversationRow(conversation)] });
  }

  /** The user read on this device, which can only have been what it holds. */
  async markRead(conversation: Conversation, upTo: OrderKey): Promise<void> {
    const before = conversation.read;
    const reached = compareKeys(upTo, conversation.delivered) <= 0 ? upTo : conversation.delivered;
    if (!raiseMark(conversation, "read", reached)) return;
    await this.#readRaised(conversation, before);
    this.#options.reporter.touch(conversation);
  }

  async #readRaised(conversation: Conversation, before: OrderKey): Promise<void> {
    const { read, countedThrough } = conversation;
    const readNow = await this.#countOthers(conversation.id, before, read);
    conversation.unread = compareKeys(read, countedThrough) >= 0 ? 0 : Math.max(0, conversation.unread - readNow);
    await this.#options.writer.write({ conversations: [conversationRow(conversation)] });
  }

  /** In one step, for whoever looks meanwhile; what is handed over or read meanwhile counts too. */
  async #takeUnread(conversation: Conversation, head: HeadMarks): Promise<void> {
    for (;;) {
      const { unread, read } = conversation;
      const countedOut = head.unread > 0 ? await this.#countedOut(conversation, head.read) : 0;
      if (compareKeys(read, conversation.read) < 0) continue;
      conversation.unread = Math.max(0, head.unread - countedOut + conversation.unread - unread);
      return;
    }
  }

  /**
   * The server counted from its read mark, and this device may have read on since. It also counted what changes another message: this device counts
   * out what it has of that, and the rest when it comes.
   */
  async #countedOut(conversation: Conversation, from: OrderKey): Promise<number> {
    const { store, writer } = this.#options;
    const { id, read, judged, countedThrough } = conversation;
    const through = compareKeys(judged, countedThrough) < 0 ? judged : countedThrough;
    await writer.written();
    const readSince = await this.#countOthers(id, from, read);
    const quietSince = (after: OrderKey, upTo: OrderKey) =>
      compareKeys(after, upTo) < 0
        ? store.countOthers({ conversation: id, after, through: upTo, isQuiet: true })
        : Promise.resolve(0);
    return readSince + (await quietSince(from, read)) + (await quietSince(read, through));
  }

  async #countOthers(conversation: ConversationId, after: OrderKey, through: OrderKey): Promise<number> {
    if (compareKeys(after, through) >= 0) return 0;
    return this.#options.store.countOthers({ conversation, after, through });
  }

  #emitReceipt(conversation: Conversation, user: UserId): void {
    const { id, counterpart, read, peerDelivered, peerRead, delivered } = conversation;
    const marks = user === counterpart.peer ? { delivered: peerDelivered, read: peerRead } : { delivered, read };
    this.#options.events.emit("receipt", { conversation: id, ...counterpart, user, ...marks });
  }
}

export function headMarks(head: cellwire.v1.Head.$Properties): HeadMarks {
  return {
    head: keyOf(head.head),
    read: keyOf(head.read),
    peerDelivered: keyOf(head.peerDelivered),
    peerRead: keyOf(head.peerRead),
    unread: head.unread ?? 0,
  };
}
