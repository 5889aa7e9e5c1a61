/** Takes watches in, and tells watchers what has changed for them: nothing is sent that says the same again. */

import type { CellId, UserId } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Notification } from "../flow/ports.ts";
import type { DeviceRoutes } from "../route/contract.ts";
import type { PlacedWatch, PresenceNews, Visibility, Watch, Watchers } from "./contract.ts";
import { NOTHING_KNOWN, WATCH_TTL_MS, sameState, stateFor } from "./contract.ts";
import type { Exchange } from "./exchange.ts";
import { toWirePresence } from "./wire-news.ts";

export interface BoardOptions {
  readonly cell: CellId;
  readonly watchers: Watchers;
  readonly visibility: Visibility;
  readonly routes: Pick<DeviceRoutes, "gatewaysOf">;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
  readonly exchange: Pick<Exchange, "news">;
  readonly clock: Clock;
}

export class PresenceBoard {
  readonly #options: BoardOptions;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** `cell` is the home of the watchers; the users live here. Answers what is known now; nothing for a user with too many watchers. */
  async watch(cell: CellId, watches: readonly Watch[]): Promise<readonly PresenceNews[]> {
    const { watchers, clock } = this.#options;
    const expiresMs = clock.nowMs() + WATCH_TTL_MS;
    const states = await this.#states(watches);
    const placed = watches.map((watch, at) => ({ ...watch, cell, told: states[at]!, expiresMs }));
    const taken = await Promise.all(placed.map((watch) => watchers.add(watch)));
    return placed.filter((_, at) => taken[at]).map(({ user, watcher, told }) => ({ user, watcher, state: told }));
  }

  /** Something about these users may have changed. */
  async refresh(users: readonly UserId[]): Promise<void> {
    const { watchers, cell, exchange } = this.#options;
    const watches = await watchers.of(users);
    if (watches === "unknown" || watches.length === 0) return;
    const states = await this.#states(watches);
    const changed: PlacedWatch[] = watches
      .map((watch, at) => ({ ...watch, told: states[at]! }))
      .filter(({ told }, at) => !sameState(told, watches[at]!.told));
    if (changed.length === 0) return;
    await watchers.told(changed);
    const news = changed.map(({ user, watcher, told }) => ({ user, watcher, state: told }));
    for (const [at, watch] of changed.entries()) if (watch.cell !== cell) exchange.news(watch.cell, news[at]!);
    await this.tell(news.filter((_, at) => changed[at]!.cell === cell));
  }

  /** To watchers who live here. */
  async tell(news: readonly PresenceNews[]): Promise<void> {
    const byWatcher = Map.groupBy(news, ({ watcher }) => watcher);
    const notifications = [...byWatcher].map(([watcher, told]) => {
      const presences = told.map(({ user, state }) => toWirePresence(user, state));
      return { users: [watcher], frame: wire.ServerFrame.encode({ presences: { presences } }).finish() };
    });
    await this.#options.notify(notifications);
  }

  async #states(watches: readonly Watch[]) {
    const { visibility, routes, watchers } = this.#options;
    const users = [...new Set(watches.map(({ user }) => user))];
    const [visible, connected, lingering] = await Promise.all([
      visibility.of(watches),
      routes.gatewaysOf(users),
      watchers.lingering(users),
    ]);
    return watches.map(({ user }, at) => {
      const isConnected = connected !== "unknown" && (connected.get(user)?.length ?? 0) > 0;
      const isOnline = isConnected || lingering.has(user);
      return visible[at] ? stateFor(visible[at], isOnline) : NOTHING_KNOWN;
    });
  }
}
