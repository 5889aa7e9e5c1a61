/**
 * Messages on their way: each is stored before it is sent, keeps its id for ever, and moves
 *   waiting → accepted → sequenced
 *   waiting | accepted → refused | unknown (too old to be decided)
 * `#move` is the only writer of that state.
 */

import {
  keyOf,
  LIMITS,
  messageIdFromBytes,
  messageIdToBytes,
  conversationIdToBytes,
  type ClientBody,
  type DeviceId,
  type MessageId,
  type OrderKey,
  type UserId,
  type cellwire,
} from "@cellwire/protocol";
import { ClientError, storeError } from "../client-error.ts";
import type { Clock } from "../clock.ts";
import type { ContentCodec } from "../content-codec.ts";
import type { Events } from "../events.ts";
import type { Conversation } from "../inbound/conversation.ts";
import { isFinished, type OutboxRow, type Store, type StoreSnapshot } from "../store/contract.ts";
import type { StoreWriter } from "../store-writer.ts";
import type { MessageIds } from "./message-ids.ts";
import { isChange, outboxEntry, outcomeOf } from "./outbox-entry.ts";
import { mayBeLost } from "./resubmission.ts";
import { OpenSend, type SendHandle } from "./send-handle.ts";
import { SendWindow } from "./send-window.ts";

const UNFINISHED_MAX = 10_000;
/** Finished messages that are looked at when a cell has lost some. */
const RESUBMITTED_MAX = 10_000;
const NO_BYTES = new Uint8Array(0);

export interface OutboxOptions {
  readonly clock: Clock;
  /** Unix milliseconds by the server's clock. */
  readonly serverNowMs: () => number;
  readonly writer: StoreWriter;
  readonly store: Pick<Store, "outbox">;
  readonly codec: ContentCodec;
  readonly events: Events;
  readonly ids: MessageIds;
  readonly user: UserId;
  readonly device: DeviceId;
  readonly send: (frame: ClientBody) => void;
  readonly onKey: (row: OutboxRow, key: OrderKey) => void;
}

export interface Draft {
  readonly kind: OutboxRow["kind"];
  /** Of a change: as it is transmitted. */
  readonly plain: Uint8Array;
  readonly traceparent?: string | undefined;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #window: SendWindow;
  /** Waiting and accepted. */
  readonly #rows = new Map<MessageId, OutboxRow>();
  readonly #open = new Map<MessageId, OpenSend>();
  /** Of waiting messages that the application follows. */
  readonly #traceparents = new Map<MessageId, string>();
  #lastPosition = 0;
  /** Being stored, not yet in `#rows`. */
  #adding = 0;
  /** Makes sends leave in the order of their calls, whatever the codec takes. */
  #encoding: Promise<unknown> = Promise.resolve();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#window = new SendWindow({ clock: options.clock, transmit: (row) => this.#transmit(row) });
  }

  load(snapshot: StoreSnapshot): void {
    this.#lastPosition = snapshot.lastPosition;
    if (snapshot.newestMessageId) this.#options.ids.continueAfter(snapshot.newestMessageId);
    for (const row of snapshot.unfinished) {
      this.#rows.set(row.messageId, row);
      if (row.state === "waiting") this.#window.add(row);
    }
  }

  connected(): void {
    this.#window.connected();
  }

  disconnected(): void {
    this.#window.disconnected();
  }

  /** What may be lost from `sinceMs` on waits again, before what was sent later. Resolves when that is durable; call it before `connected`. */
  async resubmit(sinceMs: number): Promise<void> {
    const { store, writer, serverNowMs, events } = this.#options;
    await writer.written();
    const oldestMs = serverNowMs() - LIMITS.clockBehindMsMax;
    const sent = await store.outbox({ finishedLimit: RESUBMITTED_MAX });
    const again = sent
      .filter((row) => mayBeLost(row, { sinceMs, oldestMs }))
      .map((row): OutboxRow => ({ ...row, state: "waiting", key: undefined }));
    if (again.length > 0) await writer.write({ outbox: again });
    for (const row of again) {
      this.#rows.set(row.messageId, row);
      events.emit("outbox", outboxEntry(row));
    }
    const waiting = [...this.#rows.values()].filter(({ state }) => state === "waiting");
    this.#window.restart(waiting.sort((a, b) => a.position - b.position));
  }

  get oldestSentAtMs(): number | undefined {
    return this.#window.oldestSentAtMs;
  }

  close(): void {
    this.#window.disconnected();
    for (const open of this.#open.values()) open.abandon();
    this.#open.clear();
  }

  /** Resolves when the message is durable. */
  async add(conversation: Conversation, draft: Draft): Promise<SendHandle> {
    if (this.#rows.size + this.#adding >= UNFINISHED_MAX) throw new ClientError("OUTBOX_FULL");
    this.#adding++;
    try {
      const row = await this.#encode(this.#newRow(conversation, draft));
      await this.#options.writer.write({ outbox: [row] });
      if (draft.traceparent !== undefined) this.#traceparents.set(row.messageId, draft.traceparent);
      return this.#admit(row);
    } finally {
      this.#adding--;
    }
  }

  accepted(frame: cellwire.v1.Accepted.$Properties): void {
    const row = this.#rowOf(frame.messageId);
    this.#window.answered(messageIdFromBytes(frame.messageId ?? NO_BYTES));
    if (!row) return;
    const acceptedAtMs = frame.acceptedAtMs || undefined;
    if (frame.key) this.#placed({ ...row, acceptedAtMs }, keyOf(frame.key));
    else if (row.state === "waiting") this.#move({ ...row, acceptedAtMs, state: "accepted" });
  }

  sequenced(frame: cellwire.v1.Sequenced.$Properties): void {
    const row = this.#rowOf(frame.messageId);
    if (row && frame.key) this.#placed(row, keyOf(frame.key));
  }

  /** A message of this device was delivered in its place. Returns its row while it was unfinished. */
  seenInPlace(messageId: MessageId, key: OrderKey): OutboxRow | undefined {
    const row = this.#rows.get(messageId);
    if (row) this.#move({ ...row, state: "sequenced", key });
    return row;
  }

  /** By sequencing, or at once; other devices of the user are told too, and have no row. */
  refused(messageId: MessageId, code: string): void {
    this.#window.answered(messageId);
    const row = this.#rows.get(messageId);
    // Nobody can say any more whether an expired message arrived.
    if (row) this.#move({ ...row, state: code === "EXPIRED" ? "unknown" : "refused", code });
  }

  /** The answer to a send was an error. */
  failed(frame: cellwire.v1.Error.$Properties): void {
    const messageId = messageIdFromBytes(frame.messageId ?? NO_BYTES);
    if (frame.code === "RETRY_AFTER") {
      this.#window.retryLater(messageId, frame.retryAfterMs ?? 0);
      return;
    }
    const row = this.#rows.get(messageId);
    if (row?.state === "waiting" && frame.code === "ID_FROM_FUTURE" && row.formerMessageId === undefined) {
      this.#fromFuture(row);
      return;
    }
    this.#window.answered(messageId);
    if (row?.state !== "waiting") return;
    if (frame.code === "ID_FROM_FUTURE") this.#reportFromFuture();
    this.#move({ ...row, state: frame.code === "ID_TOO_OLD" ? "unknown" : "refused", code: frame.code ?? "" });
  }

  #newRow(conversation: Conversation, { kind, plain }: Draft): OutboxRow {
    const madeAtMs = this.#options.serverNowMs();
    return {
      messageId: this.#options.ids.next(madeAtMs),
      position: ++this.#lastPosition,
      conversation: conversation.id,
      ...conversation.counterpart,
      kind,
      state: "waiting",
      plain,
      encoded: plain,
      madeAtMs,
      acceptedAtMs: undefined,
      key: undefined,
      code: undefined,
      formerMessageId: undefined,
    };
  }

  async #encode(row: OutboxRow): Promise<OutboxRow> {
    const { codec, user, device } = this.#options;
    const { conversation, messageId, kind, plain, peer, group } = row;
    const context = { conversation, messageId, sender: user, senderDevice: device, recipient: peer, group };
    const encoding = this.#encoding.then(() => (isChange(kind) ? plain : codec.encode(plain, context)));
    this.#encoding = encoding.catch(() => undefined);
    const encoded = await encoding;
    if (encoded.length > LIMITS.contentBytesMax)
      throw new RangeError(`content has ${encoded.length} bytes, over ${LIMITS.contentBytesMax}`);
    return { ...row, encoded };
  }

  #admit(row: OutboxRow): SendHandle {
    const open = new OpenSend(row.messageId);
    this.#rows.set(row.messageId, row);
    this.#open.set(row.messageId, open);
    this.#options.events.emit("outbox", outboxEntry(row));
    this.#window.add(row);
    return open;
  }

  #transmit(row: OutboxRow): void {
    this.#options.send({
      send: {
        messageId: messageIdToBytes(row.messageId),
        conversation: conversationIdToBytes(row.conversation),
        ...(row.group === undefined ? { peer: row.peer } : { group: row.group, kind: row.kind }),
        content: row.encoded,
        traceparent: this.#traceparents.get(row.messageId) ?? null,
      },
    });
  }

  #placed(row: OutboxRow, key: OrderKey): void {
    this.#move({ ...row, state: "sequenced", key });
    this.#options.onKey(row, key);
  }

  /**
   * The clock was wrong when this id was made, before the first welcome. The server has said explicitly that it did not
   * take the message, so a new id cannot have a second effect; once, and stored before it is sent.
   */
  #fromFuture(row: OutboxRow): void {
    this.#reportFromFuture();
    const madeAtMs = this.#options.serverNowMs();
    this.#options.ids.leaveFuture(madeAtMs);
    const renamed = { ...row, messageId: this.#options.ids.next(madeAtMs), madeAtMs, formerMessageId: row.messageId };
    this.#rows.delete(row.messageId);
    this.#traceparents.delete(row.messageId);
    this.#rows.set(renamed.messageId, renamed);
    this.#window.replace(row.messageId, renamed);
    const open = this.#open.get(row.messageId);
    if (open) {
      open.messageId = renamed.messageId;
      this.#open.delete(row.messageId);
      this.#open.set(renamed.messageId, open);
    }
    this.#options.writer.write({ outbox: [renamed], forgotten: [row.messageId] }).then(
      () => {
        this.#options.events.emit("outbox", outboxEntry(renamed));
        this.#window.replaced(renamed.messageId);
      },
      (cause: unknown) => {
        this.#options.events.emit("error", storeError(cause));
        this.#window.replaced(renamed.messageId);
        this.#move({ ...renamed, state: "refused", code: "ID_FROM_FUTURE" });
      },
    );
  }

  #reportFromFuture(): void {
    this.#options.events.emit("error", new ClientError("SERVER_ERROR", { reason: "ID_FROM_FUTURE" }));
  }

  #move(row: OutboxRow): void {
    const { messageId } = row;
    this.#window.settled(messageId);
    this.#traceparents.delete(messageId);
    if (isFinished(row.state)) this.#rows.delete(messageId);
    else this.#rows.set(messageId, row);
    // When this is lost with the process, the message is sent again under its id and answered the same.
    this.#options.writer
      .write({ outbox: [row] })
      .catch((cause: unknown) => this.#options.events.emit("error", storeError(cause)));
    this.#options.events.emit("outbox", outboxEntry(row));
    const open = this.#open.get(messageId);
    if (!open) return;
    open.settle(outcomeOf(row));
    if (isFinished(row.state)) this.#open.delete(messageId);
  }

  #rowOf(bytes: Uint8Array | null | undefined): OutboxRow | undefined {
    return this.#rows.get(messageIdFromBytes(bytes ?? NO_BYTES));
  }
}
