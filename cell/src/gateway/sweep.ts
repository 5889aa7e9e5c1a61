/** Looks after all connections with one timer: late hellos, half-open sockets, tickets that grow old. */

import { LIMITS } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { DrainedConnection } from "./drain.ts";

export interface SweptConnection extends DrainedConnection {
  readonly arrivedAtMs: number;
  readonly isAwaitingHello: boolean;
  /** Once an interval: closes what was silent, pings what lives. */
  visit(): void;
}

const TICK_MS = 250;
const VISIT_INTERVAL_MS = LIMITS.pingIntervalMs;

export interface SweepOptions {
  readonly linkTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Sweep implements Service {
  readonly name = "connection-sweep";
  readonly #options: SweepOptions;
  readonly #loop: Loop;
  /** Not yet open, oldest first. */
  readonly #pending = new Set<SweptConnection>();
  readonly #open = new Set<SweptConnection>();
  #round: Iterator<SweptConnection, undefined> | undefined;
  #roundStartedMs = Number.NEGATIVE_INFINITY;

  constructor(options: SweepOptions) {
    this.#options = options;
    const { log } = options;
    this.#loop = new Loop({ name: this.name, intervalMs: TICK_MS, log, runOnce: async () => this.runOnce() });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  get pending(): number {
    return this.#pending.size;
  }

  get total(): number {
    return this.#pending.size + this.#open.size;
  }

  *all(): Generator<SweptConnection, void, undefined> {
    yield* this.#open;
    yield* this.#pending;
  }

  arrived(connection: SweptConnection): void {
    this.#pending.add(connection);
  }

  linked(connection: SweptConnection): void {
    this.#pending.delete(connection);
    this.#open.add(connection);
  }

  left(connection: SweptConnection): void {
    this.#pending.delete(connection);
    this.#open.delete(connection);
  }

  runOnce(): void {
    this.#closeLate();
    this.#visitSlice();
  }

  #closeLate(): void {
    const { clock, linkTimeoutMs } = this.#options;
    const nowMs = clock.monotonicMs();
    for (const connection of this.#pending) {
      const ageMs = nowMs - connection.arrivedAtMs;
      if (ageMs < Math.min(LIMITS.helloTimeoutMs, linkTimeoutMs)) return;
      if (!connection.isAwaitingHello && ageMs >= linkTimeoutMs) connection.close("UNAVAILABLE");
      else if (ageMs >= LIMITS.helloTimeoutMs) connection.close("HELLO_TIMEOUT");
    }
  }

  /** One round over all takes an interval; a set's iterator survives what is added and deleted on the way. */
  #visitSlice(): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (!this.#round && nowMs - this.#roundStartedMs >= VISIT_INTERVAL_MS) {
      this.#round = this.#open.values();
      this.#roundStartedMs = nowMs;
    }
    const visits = Math.ceil((this.#open.size * TICK_MS) / VISIT_INTERVAL_MS);
    for (let i = 0; this.#round && i < visits; i++) {
      const next = this.#round.next();
      if (next.done) this.#round = undefined;
      else next.value.visit();
    }
  }
}
