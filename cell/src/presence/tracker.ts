/**
 * The comings and goings of this gateway's devices. They are looked at once a second, a bounded number at a time, so that a storm of them takes
 * longer instead of delaying messages; who comes back within ten seconds was never away.
 */

import type { UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import type { DeviceRoutes } from "../route/contract.ts";
import type { PresenceBoard } from "./board.ts";
import type { Visibility, Watchers } from "./contract.ts";
import { AWAY_AFTER_MS } from "./contract.ts";

const INTERVAL_MS = 1_000;
const LAST_SEEN_QUANTUM_MS = 60_000;
/** Users looked at in one run. */
const USERS_PER_RUN = 500;
/** More are forgotten: their watchers learn it when they ask again. */
const WAITING_MAX = 100_000;

export interface TrackerOptions {
  readonly board: Pick<PresenceBoard, "refresh">;
  readonly visibility: Pick<Visibility, "recordLastSeen">;
  readonly watchers: Pick<Watchers, "left">;
  readonly routes: Pick<DeviceRoutes, "register" | "unregister" | "gatewaysOf">;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Waiting {
  /** Monotonic. */
  readonly dueMs: number;
  /** When a device left, wall clock; undefined: none did. */
  readonly leftMs: number | undefined;
}

export class PresenceTracker implements Service {
  readonly name = "presence-tracker";
  readonly #options: TrackerOptions;
  readonly #loop: Loop;
  /** In the order in which they are looked at: comings apart from goings, which all wait as long. */
  readonly #soon = new Map<UserId, Waiting>();
  readonly #later = new Map<UserId, Waiting>();

  constructor(options: TrackerOptions) {
    this.#options = options;
    const runOnce = () => this.runOnce();
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, runOnce, log: options.log });
  }

  async start(): Promise<void> {
    await this.#loop.start();
  }

  /** Who left a moment ago is not looked at any more, and is seen last now, wherever they are. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await this.#recordLastSeen([...this.#later]);
  }

  /** The table of routes, watched. */
  readonly routes: Pick<DeviceRoutes, "register" | "unregister"> = {
    register: async (route) => {
      const registration = await this.#options.routes.register(route);
      this.changed(route.user);
      return registration;
    },
    unregister: async (route) => {
      const { routes, watchers } = this.#options;
      this.#left(route.user);
      await watchers.left(route.user);
      await routes.unregister(route);
    },
  };

  /** What others may see of the user may be something else now. */
  changed(user: UserId): void {
    if (this.#soon.size < WAITING_MAX) this.#soon.set(user, { dueMs: 0, leftMs: undefined });
  }

  async runOnce(): Promise<void> {
    const { board, routes } = this.#options;
    const gone = this.#take(this.#later);
    const users = [...new Set([...gone.keys(), ...this.#take(this.#soon).keys()])];
    if (users.length === 0) return;
    const connected = await routes.gatewaysOf([...gone.keys()]);
    if (connected !== "unknown") {
      await this.#recordLastSeen([...gone].filter(([user]) => (connected.get(user)?.length ?? 0) === 0));
    }
    await board.refresh(users);
  }

  #left(user: UserId): void {
    const { clock } = this.#options;
    if (this.#later.size >= WAITING_MAX && !this.#later.has(user)) return;
    this.#later.delete(user);
    this.#later.set(user, { dueMs: clock.monotonicMs() + AWAY_AFTER_MS, leftMs: clock.nowMs() });
  }

  async #recordLastSeen(left: readonly (readonly [UserId, Waiting])[]): Promise<void> {
    const seen = left.map(([user, { leftMs }]) => ({ user, atMs: wholeMinute(leftMs!) }));
    await this.#options.visibility.recordLastSeen(seen);
  }

  #take(from: Map<UserId, Waiting>): Map<UserId, Waiting> {
    const nowMs = this.#options.clock.monotonicMs();
    const taken = new Map<UserId, Waiting>();
    for (const [user, waiting] of from) {
      if (taken.size >= USERS_PER_RUN || waiting.dueMs > nowMs) break;
      taken.set(user, waiting);
      from.delete(user);
    }
    return taken;
  }
}

function wholeMinute(atMs: number): number {
  return Math.floor(atMs / LAST_SEEN_QUANTUM_MS) * LAST_SEEN_QUANTUM_MS;
}
