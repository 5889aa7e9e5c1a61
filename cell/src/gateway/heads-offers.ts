/**
 * Offers heads again to devices that may have missed pushes: those that lagged, as soon as they have room, and all of them
 * when this process may have missed something. At a bounded rate, so that a loss does not become a storm.
 */

import type { Service } from "@cellwire/runtime/lifecycle.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

export interface OfferedDevice {
  readonly isOpen: boolean;
  /** There is room for heads and for the pushes after them. */
  readonly mayFollow: boolean;
  /** Reads heads of what changed since `sinceMs` and writes them. Rejects with faults of the database. */
  offerHeads(sinceMs: number): Promise<void>;
}

export interface HeadsOffersOptions {
  /** All that are connected. */
  readonly devices: () => Iterable<OfferedDevice>;
  readonly offersPerSecond: number;
  readonly metrics: GatewayMetrics;
  readonly clock: Clock;
  readonly log: Logger;
}

const ROUND_INTERVAL_MS = 100;
/** A loss may be noticed late; what changed before it is offered too. */
const LOOK_BACK_MS = 2 * 60_000;

export class HeadsOffers implements Service {
  readonly name = "heads-offers";
  readonly #options: HeadsOffersOptions;
  readonly #loop: Loop;
  /** Bounded by the number of connections: closed ones are dropped in the next round. */
  readonly #lagging = new Set<OfferedDevice>();
  readonly #due = new Map<OfferedDevice, { sinceMs: number }>();

  constructor(options: HeadsOffersOptions) {
    this.#options = options;
    const { log } = options;
    this.#loop = new Loop({ name: this.name, intervalMs: ROUND_INTERVAL_MS, log, runOnce: () => this.runOnce() });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  /** As soon as the device has room. */
  lags(device: OfferedDevice): void {
    this.#lagging.add(device);
  }

  /** Pushes to this device may have been missed. */
  missed(device: OfferedDevice): void {
    const sinceMs = this.#options.clock.nowMs() - LOOK_BACK_MS;
    this.#due.set(device, { sinceMs: Math.min(sinceMs, this.#due.get(device)?.sinceMs ?? sinceMs) });
  }

  /** Pushes to any device may have been missed. `reason` is for the log. */
  offerAll(reason: string): void {
    for (const device of this.#options.devices()) this.missed(device);
    this.#options.log.info({ reason, count: this.#due.size }, "heads are offered to all devices");
  }

  /** One tenth of a second's offers. */
  async runOnce(): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    for (const device of this.#lagging) {
      if (device.isOpen && !device.mayFollow) continue;
      this.#lagging.delete(device);
      if (device.isOpen && !this.#due.has(device)) this.#due.set(device, { sinceMs: nowMs });
    }
    const atOnceMax = Math.max(1, Math.floor((this.#options.offersPerSecond * ROUND_INTERVAL_MS) / 1000));
    const round = this.#take(atOnceMax);
    const results = await Promise.allSettled(round.map(([device, { sinceMs }]) => this.#offer(device, sinceMs)));
    const failed = results.filter((result) => result.status === "rejected");
    // The loop logs it, and waits a little longer before the next round.
    if (failed.length > 0)
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        `${failed.length} offers failed`,
      );
  }

  #take(max: number): [OfferedDevice, { sinceMs: number }][] {
    const round: [OfferedDevice, { sinceMs: number }][] = [];
    for (const entry of this.#due) {
      const [device] = entry;
      this.#due.delete(device);
      if (!device.isOpen) continue;
      round.push(entry);
      if (round.length >= max) break;
    }
    return round;
  }

  async #offer(device: OfferedDevice, sinceMs: number): Promise<void> {
    try {
      this.#options.metrics.headsOffered += 1;
      await device.offerHeads(sinceMs);
    } catch (error) {
      const again = this.#due.get(device)?.sinceMs ?? sinceMs;
      this.#due.set(device, { sinceMs: Math.min(again, sinceMs) });
      throw error;
    }
  }
}
