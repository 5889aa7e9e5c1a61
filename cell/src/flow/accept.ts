/**
 * Accepting messages: collected while the lane's last batch commits, then one round trip a batch, then the answer to the sender,
 * then delivery. The commit comes before every answer.
 *
 * A conversation hashes to one lane and a lane has one batch in flight, so one device's messages of a conversation are
 * numbered in the order in which they came. If one of them has to be sent again, the later ones of that conversation and
 * connection have to be sent again too (`SendOrigin.stalled`): order survives the pipeline.
 */

import { toHex } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Faults } from "@cellwire/runtime/faults.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { MessageStep, MessageTracer } from "@cellwire/runtime/message-tracer.ts";
import type { GatewayInbox, SequencedMessage, Submission } from "../inbox/contract.ts";
import type { AcceptOutcome } from "../inbox/outcomes.ts";
import type { FlowMetrics } from "./flow-metrics.ts";

/** One per connection. */
export interface SendOrigin {
  /** Conversation → the earliest message that has to come again; those after it wait for it. */
  readonly stalled: Map<string, Stalled>;
}

export interface Stalled {
  readonly messageId: string;
  /** Place in the order of `submit`. */
  readonly order: number;
}

export type AcceptAnswer =
  | Exclude<AcceptOutcome, { kind: "unplaced" }>
  | { readonly kind: "retry"; readonly afterMs: number }
  /** The database refuses this very message, and always will. */
  | { readonly kind: "failed" };

export interface PendingSend {
  readonly submission: Submission;
  readonly origin: SendOrigin;
  readonly reply: (answer: AcceptAnswer) => void;
}

export interface AcceptorOptions {
  readonly inbox: Pick<GatewayInbox, "accept">;
  readonly deliver: (messages: readonly SequencedMessage[]) => Promise<void>;
  /** The outbox has new rows. */
  readonly onOwed: () => void;
  /** False while the volume is nearly full: messages have to come again. */
  readonly hasRoom: () => boolean;
  readonly faults: Faults;
  readonly metrics: FlowMetrics;
  readonly clock: Clock;
  readonly log: Logger;
  /** Database connections used at once; conversations are spread over them. */
  readonly lanes: number;
  /** Called when a batch failed with the database: its messages may be stored and not delivered. */
  readonly onDoubt: () => void;
  readonly traces?: MessageTracer | undefined;
}

const BATCH_MAX = 256;
const LANE_QUEUE_MAX = 8_192;
const STALLED_MAX = 256;
const RETRY_AFTER_MS = 500;
/** A volume does not grow within seconds. */
const FULL_RETRY_AFTER_MS = 10_000;
const FAILURE_PAUSE_MS = 200;
/** Batches of a lane start at least this far apart, unless they are full. */
const SPACING_MS = 4;

export class Acceptor implements Service {
  readonly name = "acceptor";
  readonly #options: AcceptorOptions;
  readonly #lanes: Lane[];
  #stopped = false;
  #submitted = 0;

  constructor(options: AcceptorOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: options.lanes }, () => ({
      queue: [],
      running: null,
      startedMs: Number.NEGATIVE_INFINITY,
    }));
  }

  async start(): Promise<void> {}

  /** Answers what is queued, then refuses new messages with `retry`. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const lane of this.#lanes) await lane.running;
  }

  /** Never throws; `reply` is called exactly once, after the commit. */
  submit(send: PendingSend): void {
    const step = this.#options.traces?.firstStep("accept message", send.submission.traceparent);
    const submission = step ? { ...send.submission, traceparent: step.traceparent } : send.submission;
    const item = { ...send, submission, step, order: ++this.#submitted };
    const lane = this.#lanes[laneOf(item.submission.conversation, this.#lanes.length)]!;
    if (this.#stopped || lane.queue.length >= LANE_QUEUE_MAX) return this.#retry(item);
    if (!this.#options.hasRoom()) return this.#retry(item, FULL_RETRY_AFTER_MS);
    lane.queue.push(item);
    lane.running ??= this.#run(lane);
  }

  /** Answers that the message has to come again, and with it those of its conversation and connection that came after it. */
  postpone(send: PendingSend, afterMs: number): void {
    this.#retry({ ...send, step: undefined, order: ++this.#submitted }, afterMs);
  }

  async #run(lane: Lane): Promise<void> {
    // Lets everything that arrived in this turn of the event loop join the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (lane.queue.length > 0) {
      await this.#collected(lane);
      const { batch, waiting } = takeBatch(lane);
      for (const item of waiting) this.#retry(item);
      if (batch.length > 0) await this.#commit(batch);
    }
    lane.running = null;
  }

  /** After an idle time a batch starts at once; else it waits for company, which comes for the price of one commit. */
  async #collected(lane: Lane): Promise<void> {
    const { clock } = this.#options;
    const waitMs = lane.startedMs + SPACING_MS - clock.monotonicMs();
    if (waitMs > 0 && lane.queue.length < BATCH_MAX) await new Promise((resolve) => setTimeout(resolve, waitMs));
    lane.startedMs = clock.monotonicMs();
  }

  async #commit(batch: readonly Queued[]): Promise<void> {
    const { clock, metrics } = this.#options;
    const startedMs = clock.monotonicMs();
    let outcomes: readonly (AcceptOutcome | Error)[];
    try {
      outcomes = await this.#options.inbox.accept(batch.map((item) => item.submission));
      metrics.committed(clock.monotonicMs() - startedMs);
      await this.#options.faults.hit("accept.after-commit");
    } catch (err) {
      this.#options.log.error({ err, count: batch.length }, "accept failed");
      metrics.failedBatches += 1;
      for (const item of batch) this.#retry(item);
      this.#options.onDoubt();
      await new Promise((resolve) => setTimeout(resolve, FAILURE_PAUSE_MS));
      return;
    }
    const sequenced: SequencedMessage[] = [];
    let owed = false;
    for (const [i, item] of batch.entries()) {
      const outcome = outcomes[i]!;
      if (outcome instanceof Error) {
        this.#options.log.error({ err: outcome }, "a message failed by itself");
        this.#answer(item, { kind: "failed" });
        continue;
      }
      // The home of a member was not to be had.
      if (outcome.kind === "unplaced") this.#retry(item);
      else this.#answer(item, outcome);
      // A duplicate is delivered again: its first delivery may have been lost.
      if (outcome.kind === "sequenced")
        sequenced.push({ ...sequencedFrom(item.submission, outcome), ...(outcome.isHidden && { isHidden: true }) });
      owed ||= outcome.kind === "accepted" || (outcome.kind === "sequenced" && !outcome.recipientHere);
    }
    if (owed) this.#options.onOwed();
    await this.#options.faults.hit("accept.before-deliver");
    this.#options.deliver(sequenced).catch((err: unknown) => this.#options.log.error({ err }, "delivery failed"));
  }

  #answer({ reply, step }: Queued, answer: AcceptAnswer): void {
    const outcome = "duplicate" in answer && answer.duplicate ? "duplicate" : answer.kind;
    this.#options.metrics.answered(outcome);
    step?.end(outcome);
    reply(answer);
  }

  #retry(item: Queued, afterMs = RETRY_AFTER_MS): void {
    const { order } = item;
    const { stalled } = item.origin;
    const conversation = toHex(item.submission.conversation);
    const first = stalled.get(conversation);
    if (first ? order < first.order : stalled.size < STALLED_MAX)
      stalled.set(conversation, { messageId: toHex(item.submission.messageId), order });
    this.#answer(item, { kind: "retry", afterMs });
  }
}

type Queued = PendingSend & { readonly order: number; readonly step: MessageStep | undefined };

interface Lane {
  queue: Queued[];
  running: Promise<void> | null;
  /** When its last batch did. */
  startedMs: number;
}

/** Takes up to a batch from the front; what must wait for an earlier message is set apart, a repeated id is left for the next batch. */
function takeBatch(lane: Lane): { batch: Queued[]; waiting: Queued[] } {
  const batch: Queued[] = [];
  const waiting: Queued[] = [];
  const seen = new Set<string>();
  let taken = 0;
  for (const item of lane.queue) {
    if (batch.length === BATCH_MAX) break;
    const id = `${item.submission.sender} ${toHex(item.submission.messageId)}`;
    if (seen.has(id)) break;
    taken++;
    if (mustWait(item)) waiting.push(item);
    else {
      seen.add(id);
      batch.push(item);
    }
  }
  lane.queue = taken === lane.queue.length ? [] : lane.queue.slice(taken);
  return { batch, waiting };
}

/** True while an earlier message of this conversation and connection has to come again first. */
function mustWait({ origin, submission, order }: Queued): boolean {
  if (origin.stalled.size === 0) return false;
  const conversation = toHex(submission.conversation);
  const first = origin.stalled.get(conversation);
  if (first === undefined || order < first.order) return false;
  if (first.messageId !== toHex(submission.messageId)) return true;
  origin.stalled.delete(conversation);
  return false;
}

function laneOf(conversation: Uint8Array, lanes: number): number {
  return ((conversation[0]! << 8) | conversation[1]!) % lanes;
}

function sequencedFrom(submission: Submission, outcome: AcceptOutcome & { kind: "sequenced" }): SequencedMessage {
  const { numberingUser: _not, ...message } = submission;
  const { key, acceptedAtMs, membersVersion } = outcome;
  return { ...message, key, acceptedAtMs, ...(membersVersion !== undefined && { membersVersion }) };
}
