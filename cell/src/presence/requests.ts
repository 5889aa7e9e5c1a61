/** A device asks for the presence of others. */

import type { CellId, UserId } from "@cellwire/protocol";
import { LIMITS, isUserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { PresenceBoard } from "./board.ts";
import type { Visibility } from "./contract.ts";
import type { Exchange } from "./exchange.ts";
import { toWirePresence } from "./wire-news.ts";

/** A device may name twice the users that it may watch, and as many again each minute. */
const USERS_BURST = 2 * LIMITS.presenceWatchesMax;
const USERS_PER_MS = USERS_BURST / 60_000;
/** Buckets that are not full. */
const DEVICES_MAX = 200_000;

export interface PresenceRequestsParts {
  readonly cell: CellId;
  readonly board: Pick<PresenceBoard, "watch">;
  readonly visibility: Pick<Visibility, "of">;
  readonly exchange: Pick<Exchange, "watch">;
  readonly clock: Clock;
}

export function presenceRequests(parts: PresenceRequestsParts): Pick<RequestHandlers, "watchPresence"> {
  const { cell, board, visibility, exchange } = parts;
  const budget = new WatchBudget(parts.clock);
  return {
    watchPresence: async (asked, from) => {
      const users = checkedUsers(asked.users, from.user);
      const waitMs = budget.take(from, users.length);
      if (waitMs > 0) throw new RequestRefused("RETRY_AFTER", { retryAfterMs: waitMs });
      const watches = users.map((user) => ({ user, watcher: from.user }));
      const visible = await visibility.of(watches);
      const here = watches.filter((_, at) => visible[at]!.userCell === cell);
      for (const [at, watch] of watches.entries()) {
        const { userCell, online, lastSeen } = visible[at]!;
        const isElsewhere = userCell !== undefined && userCell !== cell;
        // Who hides sees nothing: it is not even asked for.
        if (isElsewhere && (online || lastSeen)) exchange.watch(userCell, watch);
      }
      const known = here.length === 0 ? [] : await board.watch(cell, here);
      return { presences: { presences: known.map(({ user, state }) => toWirePresence(user, state)) } };
    },
  };
}

function checkedUsers(users: readonly string[] | null | undefined, self: UserId): UserId[] {
  const named = [...new Set(users)];
  const detail = `users: ${LIMITS.presenceWatchesMax} ids of others at most`;
  if (named.length > LIMITS.presenceWatchesMax) throw new RequestRefused("MALFORMED", { detail });
  return named.map((user) => {
    if (!isUserId(user) || user === self) throw new RequestRefused("MALFORMED", { detail });
    return user;
  });
}

class WatchBudget {
  readonly #clock: Clock;
  /** What is left, and since when; the longest unused first. */
  readonly #buckets = new Map<string, { readonly left: number; readonly atMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** 0: taken; else how long until there is enough. */
  take({ user, device }: LinkedDevice, count: number): number {
    const nowMs = this.#clock.monotonicMs();
    const key = `${user} ${device}`;
    const bucket = this.#buckets.get(key);
    const left = bucket ? Math.min(USERS_BURST, bucket.left + (nowMs - bucket.atMs) * USERS_PER_MS) : USERS_BURST;
    if (left < count) return Math.ceil((count - left) / USERS_PER_MS);
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: left - count, atMs: nowMs });
    // Whoever is forgotten starts with a full one.
    if (this.#buckets.size > DEVICES_MAX) this.#buckets.delete(this.#buckets.keys().next().value!);
    return 0;
  }
}
