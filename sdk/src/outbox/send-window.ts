/**
 * Which waiting message goes out next. A lane per conversation keeps the order; the lanes take turns; at most
 * IN_FLIGHT_MAX messages of one connection are unanswered. After a reconnect, and after RETRY_AFTER, a lane begins again
 * with its first unanswered message.
 *
 * A message whose outcome became known without its answer is kept until the answer is in: after RETRY_AFTER the server
 * takes nothing of the conversation before that very message comes again.
 */

import type { ConversationId, MessageId } from "@cellwire/protocol";
import type { Cancel, Clock } from "../clock.ts";
import type { OutboxRow } from "../store/contract.ts";

const IN_FLIGHT_MAX = 64;
const RETRY_MIN_MS = 20;

interface Waiting {
  row: OutboxRow;
  readonly lane: Lane;
  /** Monotonic; undefined while it is not in flight. */
  sentAtMs: number | undefined;
  /** Sent on this connection, where the server has yet to take it. */
  owed: boolean;
  /** The outbox needs no answer any more. */
  settled: boolean;
}

interface Lane {
  readonly conversation: ConversationId;
  readonly waiting: Waiting[];
  /** Index of the first that was not sent on this connection. */
  next: number;
  inFlight: number;
  /** Monotonic time before which nothing is sent; undefined when the lane runs. */
  pausedUntilMs: number | undefined;
  /** Messages whose new id is not stored yet: nothing is sent before it is. */
  unstored: number;
}

export interface SendWindowOptions {
  readonly clock: Clock;
  readonly transmit: (row: OutboxRow) => void;
}

export class SendWindow {
  readonly #options: SendWindowOptions;
  /** Both bounded by the outbox. */
  readonly #byId = new Map<MessageId, Waiting>();
  readonly #lanes = new Map<ConversationId, Lane>();
  readonly #ready = new Set<Lane>();
  readonly #paused = new Set<Lane>();
  #inFlight = 0;
  #connected = false;
  #cancelTimer: Cancel | undefined;

  constructor(options: SendWindowOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Monotonic time at which the oldest unanswered message was sent. Looks at all: for the occasional check. */
  get oldestSentAtMs(): number | undefined {
    let oldest: number | undefined;
    for (const { sentAtMs } of this.#byId.values())
      if (sentAtMs !== undefined && (oldest === undefined || sentAtMs < oldest)) oldest = sentAtMs;
    return oldest;
  }

  add(row: OutboxRow): void {
    const lane = this.#laneOf(row.conversation);
    const waiting = { row, lane, sentAtMs: undefined, owed: false, settled: false };
    lane.waiting.push(waiting);
    this.#byId.set(row.messageId, waiting);
    if (lane.pausedUntilMs === undefined) this.#ready.add(lane);
    this.#pump();
  }

  /** Begins anew with `rows`, in this order. While it is not connected. */
  restart(rows: readonly OutboxRow[]): void {
    this.#byId.clear();
    this.#lanes.clear();
    this.#ready.clear();
    this.#paused.clear();
    for (const row of rows) this.add(row);
  }

  connected(): void {
    this.#connected = true;
    this.#pump();
  }

  disconnected(): void {
    this.#connected = false;
    this.#inFlight = 0;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    for (const waiting of this.#byId.values()) {
      waiting.sentAtMs = undefined;
      waiting.owed = false;
    }
    for (const lane of this.#lanes.values()) {
      lane.inFlight = 0;
      lane.next = 0;
      if (lane.unstored === 0) this.#run(lane);
    }
    // The next connection owes the server nothing.
    for (const waiting of this.#byId.values()) if (waiting.settled) this.#drop(waiting);
  }

  /** The answer to the message has come. */
  answered(messageId: MessageId): void {
    const waiting = this.#byId.get(messageId);
    if (!waiting) return;
    // Not in flight: this was no answer, but news of a message that has to come again first.
    if (waiting.sentAtMs === undefined) return this.settled(messageId);
    this.#drop(waiting);
    this.#pump();
  }

  /** The outcome of the message is known, by something that is not its answer. */
  settled(messageId: MessageId): void {
    const waiting = this.#byId.get(messageId);
    if (!waiting) return;
    waiting.settled = true;
    if (waiting.owed) return;
    this.#drop(waiting);
    this.#pump();
  }

  /** The server will take nothing more of this conversation until this message is sent again. */
  retryLater(messageId: MessageId, delayMs: number): void {
    const waiting = this.#byId.get(messageId);
    if (!waiting) return;
    this.#landed(waiting);
    this.#pause(waiting.lane, this.#options.clock.monotonicMs() + Math.max(RETRY_MIN_MS, delayMs));
    this.#pump();
  }

  /** Puts `row` in the place of the message `formerId`, and holds the conversation until `replaced` says it is stored. */
  replace(formerId: MessageId, row: OutboxRow): void {
    const waiting = this.#byId.get(formerId);
    if (!waiting) return;
    this.#landed(waiting);
    waiting.row = row;
    waiting.owed = false;
    this.#byId.delete(formerId);
    this.#byId.set(row.messageId, waiting);
    waiting.lane.unstored++;
    this.#pause(waiting.lane, this.#options.clock.monotonicMs());
  }

  replaced(messageId: MessageId): void {
    const lane = this.#byId.get(messageId)?.lane;
    if (!lane) return;
    lane.unstored--;
    this.#resumeIfDue(lane);
    this.#pump();
  }

  #laneOf(conversation: ConversationId): Lane {
    const known = this.#lanes.get(conversation);
    if (known) return known;
    const lane: Lane = { conversation, waiting: [], next: 0, inFlight: 0, pausedUntilMs: undefined, unstored: 0 };
    this.#lanes.set(conversation, lane);
    return lane;
  }

  #drop(waiting: Waiting): void {
    const { lane, row } = waiting;
    this.#byId.delete(row.messageId);
    this.#landed(waiting);
    const place = lane.waiting.indexOf(waiting);
    lane.waiting.splice(place, 1);
    if (place < lane.next) lane.next--;
    if (lane.waiting.length === 0) this.#remove(lane);
    else this.#resumeIfDue(lane);
  }

  #remove(lane: Lane): void {
    this.#lanes.delete(lane.conversation);
    this.#ready.delete(lane);
    this.#paused.delete(lane);
  }

  #landed(waiting: Waiting): void {
    if (waiting.sentAtMs === undefined) return;
    waiting.sentAtMs = undefined;
    waiting.lane.inFlight--;
    this.#inFlight--;
  }

  #pump(): void {
    if (!this.#connected) return;
    for (const lane of this.#ready) {
      // One message a turn; the lane comes back to the end of the line.
      this.#ready.delete(lane);
      const waiting = lane.waiting[lane.next];
      if (!waiting) continue;
      if (this.#inFlight >= IN_FLIGHT_MAX) {
        this.#ready.add(lane);
        return;
      }
      lane.next++;
      lane.inFlight++;
      this.#inFlight++;
      waiting.sentAtMs = this.#options.clock.monotonicMs();
      waiting.owed = true;
      if (lane.next < lane.waiting.length) this.#ready.add(lane);
      this.#options.transmit(waiting.row);
    }
  }

  #pause(lane: Lane, untilMs: number): void {
    lane.pausedUntilMs = Math.max(lane.pausedUntilMs ?? 0, untilMs);
    this.#ready.delete(lane);
    this.#paused.add(lane);
    this.#resumeIfDue(lane);
  }

  /** Answers to what was sent before the pause must be in, or they would be taken for answers to the second sending. */
  #resumeIfDue(lane: Lane): void {
    if (lane.pausedUntilMs === undefined || lane.inFlight > 0 || lane.unstored > 0) return;
    if (lane.pausedUntilMs <= this.#options.clock.monotonicMs()) this.#run(lane);
    else this.#armTimer();
  }

  #run(lane: Lane): void {
    lane.pausedUntilMs = undefined;
    lane.next = 0;
    this.#paused.delete(lane);
    this.#ready.add(lane);
  }

  #armTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    let due = Number.POSITIVE_INFINITY;
    for (const { inFlight, unstored, pausedUntilMs } of this.#paused)
      if (inFlight === 0 && unstored === 0) due = Math.min(due, pausedUntilMs ?? due);
    if (due === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.max(0, due - this.#options.clock.monotonicMs());
    this.#cancelTimer = this.#options.clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      for (const lane of this.#paused) this.#resumeIfDue(lane);
      this.#pump();
    });
  }
}
