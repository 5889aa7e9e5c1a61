/** The way out of one connection: what may still be pushed, and since when the device lags behind. */

import { LIMITS } from "@cellwire/protocol";
import type { GatewayLimits } from "./gateway-limits.ts";
import type { Draining } from "./room-watch.ts";
import type { FrameSocket, TurnEnd } from "./send-queue.ts";
import { SendQueue } from "./send-queue.ts";

const FOLLOWING = 0;

/**
 *     following ── backlog or unreported messages over their bound ──→ lagging ── `follow`, before heads are read ──→ following
 *
 * A lagging device gets answers, but no pushes.
 */
export class Outgoing implements Draining {
  readonly #queue: SendQueue;
  readonly #limits: GatewayLimits;
  /** `deliver` frames sent on this connection, and how many of them the device reported. */
  #delivered = 0;
  #reported = 0;
  #laggingSinceMs = FOLLOWING;
  #isClosed = false;

  constructor(socket: FrameSocket, options: { turnEnd: TurnEnd; limits: GatewayLimits }) {
    this.#queue = new SendQueue(socket, options.turnEnd);
    this.#limits = options.limits;
  }

  get backlogBytes(): number {
    return this.#queue.backlogBytes;
  }

  /** Less than half of the bound waits. */
  get hasRoom(): boolean {
    return this.#isClosed || this.#queue.backlogBytes <= this.#limits.backlogBytesMax / 2;
  }

  get isOver(): boolean {
    return this.#queue.backlogBytes > this.#limits.backlogBytesMax;
  }

  get isFarOver(): boolean {
    return this.#queue.backlogBytes > this.#limits.backlogBytesHardMax;
  }

  get takesPushes(): boolean {
    return this.#laggingSinceMs === FOLLOWING && this.#unreported < LIMITS.unacknowledgedMax && !this.isOver;
  }

  /** A lagging device may follow again: there is room for more than the next few pushes. */
  get mayFollow(): boolean {
    return this.hasRoom && this.#unreported <= LIMITS.unacknowledgedMax / 2;
  }

  get #unreported(): number {
    return this.#delivered - this.#reported;
  }

  write(frame: Uint8Array): void {
    this.#queue.push(frame);
  }

  /** These of the written frames were `deliver`. */
  countDelivers(count: number): void {
    this.#delivered += count;
  }

  /** The device has read `count` of the `deliver` frames, in all. */
  received(count: number): void {
    this.#reported = Math.max(this.#reported, Math.min(count, this.#delivered));
  }

  /** True when the device followed until now. */
  lag(sinceMs: number): boolean {
    if (this.#laggingSinceMs !== FOLLOWING) return false;
    this.#laggingSinceMs = sinceMs;
    return true;
  }

  /** Pushes go on. Answers since when the device lagged. */
  follow(): number | null {
    const sinceMs = this.#laggingSinceMs;
    this.#laggingSinceMs = FOLLOWING;
    return sinceMs === FOLLOWING ? null : sinceMs;
  }

  /** Hands what waits to the socket; nobody waits for room any more. */
  close(): void {
    this.#queue.flush();
    this.#isClosed = true;
  }
}
