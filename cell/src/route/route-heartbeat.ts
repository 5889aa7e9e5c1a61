/** Keeps the routes of this gateway's devices alive, and finds out when Redis lost them. */

import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import type { DeviceRoute } from "./contract.ts";
import type { RedisGuard } from "./redis-guard.ts";
import type { RedisRoutes } from "./redis-routes.ts";
import { ROUTE_TTL_MS } from "./redis-routes.ts";

const PASS_INTERVAL_MS = ROUTE_TTL_MS / 3;
/** A pass that got no answer is repeated after this time. */
const CHECK_INTERVAL_MS = 1_000;
const SLICE_DEVICES = 256;

export interface RouteHeartbeatOptions {
  readonly redis: Redis;
  readonly routes: Pick<RedisRoutes, "refresh">;
  readonly guard: RedisGuard;
  /** Devices whose registration was tried. */
  readonly devices: () => Iterable<DeviceRoute>;
  /** A newer connection of the device is registered. */
  readonly onStale: (route: DeviceRoute) => void;
  /** The entry was gone, so that pushes may have missed the device; it is there again now. */
  readonly onMissing: (route: DeviceRoute) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly passIntervalMs?: number;
}

export class RouteHeartbeat implements Service {
  readonly name = "route-heartbeat";
  readonly #options: RouteHeartbeatOptions;
  readonly #loop: Loop;
  readonly #passIntervalMs: number;
  #nextPassMs: number;

  constructor(options: RouteHeartbeatOptions) {
    this.#options = options;
    this.#passIntervalMs = options.passIntervalMs ?? PASS_INTERVAL_MS;
    this.#nextPassMs = options.clock.monotonicMs() + this.#passIntervalMs;
    this.#loop = new Loop({
      name: this.name,
      intervalMs: CHECK_INTERVAL_MS,
      runOnce: (signal) => this.runOnce(signal),
      log: options.log,
    });
  }

  async start(): Promise<void> {
    this.#options.redis.on("ready", this.#redisIsBack);
    await this.#loop.start();
  }

  async stop(): Promise<void> {
    this.#options.redis.off("ready", this.#redisIsBack);
    await this.#loop.stop();
  }

  /** The next check is a whole pass: the registration of some device got no answer. */
  passSoon(): void {
    this.#nextPassMs = Number.NEGATIVE_INFINITY;
  }

  async runOnce(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (clock.monotonicMs() < this.#nextPassMs) return;
    this.#nextPassMs = clock.monotonicMs() + this.#passIntervalMs;
    let slice: DeviceRoute[] = [];
    for (const route of this.#options.devices()) {
      slice.push(route);
      if (slice.length < SLICE_DEVICES) continue;
      if (!(await this.#refreshSlice(slice)) || signal.aborted) return;
      slice = [];
    }
    await this.#refreshSlice(slice);
  }

  /** False when Redis did not answer for all. */
  async #refreshSlice(slice: readonly DeviceRoute[]): Promise<boolean> {
    const { routes, onStale, onMissing } = this.#options;
    const answers = await Promise.all(slice.map((route) => routes.refresh(route)));
    for (const [at, { kind }] of answers.entries()) {
      if (kind === "stale") onStale(slice[at]!);
      if (kind === "created") onMissing(slice[at]!);
    }
    const complete = answers.every(({ kind }) => kind !== "unknown");
    if (!complete) this.passSoon();
    return complete;
  }

  readonly #redisIsBack = (): void => {
    this.#options.guard.resume();
    this.passSoon();
    this.#loop.wake();
  };
}
