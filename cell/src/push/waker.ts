/**
 * Wakes devices that are not connected and have not got a message in its delivery window. A periodic look at what came
 * lately marks whose turn it is; besides, every device has its turn now and then, which finds what the look missed (messages
 * that were long under way). Several forwarders share the work by claims. Nothing of it is on the way of a message.
 */

import type { DeviceId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { PushKind, PushProviders, WakeOutcome } from "./provider.ts";
import type { PushCheck, PushSubscriptions, SettledCheck } from "./subscriptions.ts";

/** How long a message may take to reach a device before the device is woken. */
export const DELIVERY_WINDOW_MS = 10_000;
/** A device is woken at most once in it. */
export const COLLAPSE_MS = 60_000;
/** Every device has its turn this often. */
export const TURN_MS = 15 * 60_000;
const INTERVAL_MS = 5_000;
/** After a pause of all forwarders, what is older has its turn instead. */
const LOOK_BACK_MS = 10 * 60_000;
const CHECKS_PER_RUN_MAX = 250;
const CLAIM_MS = 60_000;
const WAKES_AT_ONCE = 16;
/** While nobody knows who is connected. */
const ROUTES_UNKNOWN_MS = 10_000;
const FAILURES_MAX = 8;
const BACK_OFF_FIRST_MS = 15_000;

export interface ConnectedDevices {
  /** Devices of these users with a connection; "unknown" while Redis cannot say. */
  connectedDevices(
    users: readonly UserId[],
    nowMs: number,
  ): Promise<ReadonlyMap<UserId, ReadonlySet<DeviceId>> | "unknown">;
}

export interface WakerOptions {
  readonly subscriptions: PushSubscriptions;
  readonly providers: PushProviders;
  readonly routes: ConnectedDevices;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly onOutcome: (provider: PushKind, outcome: WakeOutcome["kind"]) => void;
}

export class Waker implements Service {
  readonly name = "push-waker";
  readonly #options: WakerOptions;
  readonly #loop: Loop;

  constructor(options: WakerOptions) {
    this.#options = options;
    const runOnce = async (signal: AbortSignal) => void (await this.runOnce(signal));
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, log: options.log, runOnce });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** @returns how many devices were woken */
  async runOnce(signal: AbortSignal): Promise<number> {
    const { subscriptions, routes, clock, log } = this.#options;
    const nowMs = clock.nowMs();
    const untilMs = nowMs - DELIVERY_WINDOW_MS;
    await subscriptions.markUnwoken({ untilMs, lookBackMs: LOOK_BACK_MS, nowMs });
    const checks = await subscriptions.claim({ nowMs, untilMs, claimMs: nowMs + CLAIM_MS, limit: CHECKS_PER_RUN_MAX });
    const missing = checks.filter(({ misses }) => misses);
    const connected = await routes.connectedDevices([...new Set(missing.map(({ user }) => user))], nowMs);
    const settled: SettledCheck[] = checks.filter(({ misses }) => !misses).map((check) => this.#later(check, TURN_MS));
    const toWake: PushCheck[] = [];
    for (const check of missing)
      if (connected === "unknown") settled.push(this.#later(check, ROUTES_UNKNOWN_MS));
      // Its socket has what it misses, or breaks within a minute.
      else if (connected.get(check.user)?.has(check.device)) settled.push(this.#later(check, COLLAPSE_MS));
      else toWake.push(check);
    settled.push(...(await this.#wakeAll(toWake, signal)));
    await subscriptions.settle(settled);
    const woken = settled.filter(({ woken: wakeUp }) => wakeUp !== undefined).length;
    if (toWake.length > 0) log.info({ devices: woken, failed: toWake.length - woken }, "devices woken");
    return woken;
  }

  /** What is not reached before `signal` stays claimed, and has its turn when the claim ends. */
  async #wakeAll(checks: readonly PushCheck[], signal: AbortSignal): Promise<SettledCheck[]> {
    const waiting = [...checks];
    const settled: SettledCheck[] = [];
    const worker = async () => {
      for (let check = waiting.pop(); check && !signal.aborted; check = waiting.pop()) {
        const one = await this.#wake(check);
        if (one) settled.push(one);
      }
    };
    await Promise.all(Array.from({ length: WAKES_AT_ONCE }, worker));
    return settled;
  }

  async #wake(check: PushCheck): Promise<SettledCheck | undefined> {
    const { providers, subscriptions, clock } = this.#options;
    const outcome: WakeOutcome = (await providers[check.kind]?.wake(check.target)) ?? { kind: "failed" };
    this.#options.onOutcome(check.kind, outcome.kind);
    const nowMs = clock.nowMs();
    if (outcome.kind === "sent") {
      const woken = { atMs: nowMs, freeMs: nowMs + COLLAPSE_MS };
      return { ...this.#later({ ...check, failures: 0 }, TURN_MS), woken };
    }
    if (outcome.kind === "gone") {
      await subscriptions.forget(check);
      return undefined;
    }
    return this.#failed(check, outcome.afterMs ?? 0);
  }

  /** After too many failures it is as if it had been woken: the next message tries again. */
  #failed(check: PushCheck, afterMs: number): SettledCheck {
    const failures = check.failures + 1;
    if (failures >= FAILURES_MAX) {
      const nowMs = this.#options.clock.nowMs();
      return {
        ...this.#later({ ...check, failures: 0 }, TURN_MS),
        woken: { atMs: nowMs, freeMs: nowMs + COLLAPSE_MS },
      };
    }
    const backOffMs = BACK_OFF_FIRST_MS * 2 ** check.failures * (1 + this.#options.random.float());
    return this.#later({ ...check, failures }, Math.max(afterMs, backOffMs));
  }

  #later({ user, device, target, failures }: PushCheck, afterMs: number): SettledCheck {
    return { user, device, target, failures, checkMs: Math.round(this.#options.clock.nowMs() + afterMs) };
  }
}
