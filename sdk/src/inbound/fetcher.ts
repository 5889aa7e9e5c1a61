/**
 * Pulls what is missing: one fetch per conversation at a time, several conversations in parallel, in the order in which
 * they were asked for (heads name the newest conversation first). A hole waits a little, since what fills it is usually
 * on its way; a fetch that brought nothing waits longer each time.
 */

import { LIMITS, type ConversationId } from "@cellwire/protocol";
import type { ClientBody } from "@cellwire/protocol";
import type { Cancel, Clock } from "../clock.ts";
import type { Conversation } from "./conversation.ts";

const OUTSTANDING_MAX = 8;
const HOLE_DELAY_MS = 200;
const HOLE_DELAY_MAX_MS = 10_000;

export interface FetcherOptions {
  readonly clock: Clock;
  readonly send: (frame: ClientBody) => void;
  /** The application is behind: ask for nothing more. */
  readonly isPaused: () => boolean;
}

export class Fetcher {
  readonly #options: FetcherOptions;
  /** Sets and maps hold each conversation once, so their number bounds them. */
  readonly #queue = new Set<Conversation>();
  readonly #outstanding = new Map<ConversationId, { readonly startedAtMs: number }>();
  readonly #holes = new Map<Conversation, { dueAtMs: number }>();
  readonly #stalls = new Map<ConversationId, number>();
  #connected = false;
  #caughtUp = false;
  #timer: { readonly dueAtMs: number; readonly cancel: Cancel } | undefined;

  constructor(options: FetcherOptions) {
    this.#options = options;
  }

  connected(): void {
    this.#connected = true;
  }

  /** Every conversation with news was named; what is `missing` now was not just on its way. */
  caughtUp(missing: Iterable<Conversation>): void {
    this.#caughtUp = true;
    this.#holes.clear();
    for (const conversation of missing) this.#queue.add(conversation);
    this.pump();
  }

  disconnected(): void {
    this.#connected = false;
    this.#caughtUp = false;
    this.#queue.clear();
    this.#holes.clear();
    this.#outstanding.clear();
    this.#stalls.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Monotonic time at which the oldest unanswered fetch was sent. */
  get oldestSentAtMs(): number | undefined {
    return this.#outstanding.values().next().value?.startedAtMs;
  }

  want(conversation: Conversation): void {
    this.#holes.delete(conversation);
    this.#queue.add(conversation);
    this.pump();
  }

  /** Asks for it unless it is filled within `delayMs`. */
  hole(conversation: Conversation, delayMs = HOLE_DELAY_MS): void {
    if (this.#holes.has(conversation) || this.#outstanding.has(conversation.id)) return;
    this.#holes.set(conversation, { dueAtMs: this.#options.clock.monotonicMs() + delayMs });
    this.#armTimer();
  }

  /** The answer to a fetch is complete, with or without `progress`; or it was refused, to be asked again in `retryMs`. */
  answered(conversation: Conversation, result: { readonly progress: boolean; readonly retryMs?: number }): void {
    this.#outstanding.delete(conversation.id);
    if (conversation.timeline.missing) this.#again(conversation, result);
    else this.#stalls.delete(conversation.id);
    this.pump();
  }

  /** This conversation cannot be fetched. */
  giveUp(conversation: Conversation): void {
    this.#outstanding.delete(conversation.id);
    this.#queue.delete(conversation);
    this.#holes.delete(conversation);
    this.pump();
  }

  pump(): void {
    if (!this.#connected) return;
    for (const conversation of this.#queue) {
      if (this.#outstanding.size >= OUTSTANDING_MAX || this.#options.isPaused()) return;
      if (this.#outstanding.has(conversation.id)) continue;
      this.#queue.delete(conversation);
      if (conversation.timeline.missing) this.#fetch(conversation);
    }
  }

  #fetch(conversation: Conversation): void {
    const { timeline, id, bytes } = conversation;
    timeline.fetchStarted();
    this.#holes.delete(conversation);
    this.#outstanding.set(id, { startedAtMs: this.#options.clock.monotonicMs() });
    this.#options.send({ fetch: { conversation: bytes, after: timeline.cursor, limit: LIMITS.fetchMessagesMax } });
  }

  #again(conversation: Conversation, { progress, retryMs }: { progress: boolean; retryMs?: number }): void {
    if (progress) {
      this.#stalls.delete(conversation.id);
      this.#queue.add(conversation);
      return;
    }
    const stalls = (this.#stalls.get(conversation.id) ?? 0) + 1;
    this.#stalls.set(conversation.id, stalls);
    this.hole(conversation, retryMs || Math.min(HOLE_DELAY_MAX_MS, HOLE_DELAY_MS * 2 ** (stalls - 1)));
  }

  /** One timer for all holes, for the earliest of them. */
  #armTimer(): void {
    if (!this.#caughtUp || this.#holes.size === 0) return;
    let dueAtMs = Number.POSITIVE_INFINITY;
    for (const hole of this.#holes.values()) dueAtMs = Math.min(dueAtMs, hole.dueAtMs);
    if (this.#timer && this.#timer.dueAtMs <= dueAtMs) return;
    this.#timer?.cancel();
    const { clock } = this.#options;
    const cancel = clock.after(Math.max(0, dueAtMs - clock.monotonicMs()), () => this.#lookAtHoles());
    this.#timer = { dueAtMs, cancel };
  }

  #lookAtHoles(): void {
    this.#timer = undefined;
    const now = this.#options.clock.monotonicMs();
    for (const [conversation, { dueAtMs }] of this.#holes) {
      if (conversation.timeline.missing && dueAtMs > now) continue;
      this.#holes.delete(conversation);
      if (conversation.timeline.missing) this.#queue.add(conversation);
    }
    this.#armTimer();
    this.pump();
  }
}
