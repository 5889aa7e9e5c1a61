/** Watchers in Redis. */

import { readFileSync } from "node:fs";
import type { CellId, UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import { RedisScript } from "@cellwire/runtime/redis.ts";
import { z } from "zod";
import type { RedisGuard } from "../route/redis-guard.ts";
import type { PlacedWatch, Watchers } from "./contract.ts";
import { AWAY_AFTER_MS, WATCH_TTL_MS } from "./contract.ts";
import type { PresenceKeys } from "./keys.ts";

const WATCHERS_MAX = 1_000;
const entriesReply = z.record(z.string(), z.string());

export interface RedisWatchersOptions {
  readonly redis: Redis;
  readonly keys: PresenceKeys;
  readonly guard: RedisGuard;
  readonly clock: Clock;
  readonly watchersMax?: number;
}

export class RedisWatchers implements Watchers {
  readonly #options: RedisWatchersOptions;
  readonly #watch: RedisScript;

  constructor(options: RedisWatchersOptions) {
    this.#options = options;
    this.#watch = new RedisScript(readFileSync(new URL("lua/watch.lua", import.meta.url), "utf8"));
  }

  async add(watch: PlacedWatch): Promise<boolean> {
    const { redis, keys, guard, clock, watchersMax = WATCHERS_MAX } = this.#options;
    const nowMs = clock.nowMs();
    const args = [watch.watcher, entryOf(watch), nowMs, WATCH_TTL_MS, watchersMax];
    return (await guard.ask(() => this.#watch.run(redis, [keys.watchersOf(watch.user)], args))) === 1;
  }

  async of(users: readonly UserId[]): Promise<readonly PlacedWatch[] | "unknown"> {
    if (users.length === 0) return [];
    const { redis, keys, guard, clock } = this.#options;
    return guard.ask(async () => {
      const pipeline = redis.pipeline();
      for (const user of users) pipeline.hgetall(keys.watchersOf(user));
      const replies = (await pipeline.exec()) ?? [];
      if (replies.length !== users.length) throw new Error("Redis answered a part of a pipeline");
      return users.flatMap((user, at) => watchesIn(user, replies[at]!, clock.nowMs()));
    });
  }

  async told(watches: readonly PlacedWatch[]): Promise<void> {
    if (watches.length === 0) return;
    const { redis, keys, guard } = this.#options;
    await guard.ask(async () => {
      const pipeline = redis.pipeline();
      for (const watch of watches) pipeline.hset(keys.watchersOf(watch.user), watch.watcher, entryOf(watch));
      await pipeline.exec();
    });
  }

  async left(user: UserId): Promise<void> {
    const { redis, keys, guard, clock } = this.#options;
    await guard.ask(() => redis.set(keys.lingering(user), clock.nowMs() + AWAY_AFTER_MS, "PX", AWAY_AFTER_MS));
  }

  async lingering(users: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    if (users.length === 0) return new Set();
    const { redis, keys, guard, clock } = this.#options;
    const nowMs = clock.nowMs();
    const untils = await guard.ask(async () => {
      const pipeline = redis.pipeline();
      for (const user of users) pipeline.get(keys.lingering(user));
      return (await pipeline.exec()) ?? [];
    });
    if (untils === "unknown") return new Set();
    return new Set(users.filter((_, at) => Number(untils[at]?.[1] ?? 0) > nowMs));
  }
}

function entryOf({ cell, told, expiresMs }: PlacedWatch): string {
  return `${expiresMs} ${cell} ${told.online ? 1 : 0} ${told.lastSeenMs}`;
}

function watchesIn(user: UserId, [error, reply]: [Error | null, unknown], nowMs: number): PlacedWatch[] {
  if (error) throw error;
  const watches: PlacedWatch[] = [];
  for (const [watcher, entry] of Object.entries(entriesReply.parse(reply))) {
    const [expiresMs, cell, online, lastSeenMs] = entry.split(" ", 4);
    if (Number(expiresMs) <= nowMs) continue;
    const told = { online: online === "1", lastSeenMs: Number(lastSeenMs) };
    watches.push({ user, watcher: watcher as UserId, cell: cell as CellId, told, expiresMs: Number(expiresMs) });
  }
  return watches;
}
