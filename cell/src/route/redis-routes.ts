/** Device routes in Redis. */

import { readFileSync } from "node:fs";
import type { DeviceId, UserId } from "@cellwire/protocol";
import type { Redis } from "@cellwire/runtime/redis.ts";
import { RedisScript } from "@cellwire/runtime/redis.ts";
import { z } from "zod";
import type { DeviceRoute, DeviceRoutes, ProcessName, Registration } from "./contract.ts";
import type { RouteKeys } from "./keys.ts";
import type { RedisGuard } from "./redis-guard.ts";

/** Three heartbeats: two may be lost. */
export const ROUTE_TTL_MS = 90_000;

const registerReply = z.union([z.tuple([z.literal(["stale", "kept"])]), z.tuple([z.literal("created"), z.string()])]);
const entriesReply = z.array(z.string());
const devicesReply = z.record(z.string(), z.string());

export interface RedisRoutesOptions {
  readonly redis: Redis;
  readonly keys: RouteKeys;
  readonly guard: RedisGuard;
  /** The process that registers its devices; lookups are the same for all. */
  readonly self: ProcessName;
  readonly ttlMs?: number;
}

export interface Refreshed {
  readonly kind: "stale" | "kept" | "created" | "unknown";
  /** Gateway of the entry that was replaced; "" when there was none. */
  readonly replaced: ProcessName;
}

export class RedisRoutes implements DeviceRoutes {
  readonly #options: RedisRoutesOptions;
  readonly #ttlMs: number;
  readonly #registerScript: RedisScript;
  readonly #unregisterScript: RedisScript;

  constructor(options: RedisRoutesOptions) {
    this.#options = options;
    this.#ttlMs = options.ttlMs ?? ROUTE_TTL_MS;
    this.#registerScript = luaScript("register-device");
    this.#unregisterScript = luaScript("unregister-device");
  }

  async register(route: DeviceRoute): Promise<Registration> {
    const { kind, replaced } = await this.refresh(route);
    if (kind === "stale" || kind === "unknown") return { kind };
    return { kind: "registered", displaced: replaced === "" || replaced === this.#options.self ? null : replaced };
  }

  /** As `register`, and tells whether the entry was still there. */
  async refresh(route: DeviceRoute): Promise<Refreshed> {
    const { redis, keys, guard, self } = this.#options;
    const { user, device, connectionEpoch } = route;
    const reply = await guard.ask(async () =>
      registerReply.parse(
        await this.#registerScript.run(redis, [keys.devicesOf(user)], [device, connectionEpoch, self, this.#ttlMs]),
      ),
    );
    if (reply === "unknown") return { kind: "unknown", replaced: "" };
    const [kind, replaced = ""] = reply;
    return { kind, replaced };
  }

  async unregister(route: DeviceRoute): Promise<void> {
    const { redis, keys, guard } = this.#options;
    const { user, device, connectionEpoch } = route;
    await guard.ask(() => this.#unregisterScript.run(redis, [keys.devicesOf(user)], [device, connectionEpoch]));
  }

  /** Devices of these users with a connection, now or a moment ago; "unknown" while Redis does not answer. */
  async connectedDevices(
    users: readonly UserId[],
    nowMs: number,
  ): Promise<ReadonlyMap<UserId, ReadonlySet<DeviceId>> | "unknown"> {
    if (users.length === 0) return new Map();
    const { redis, keys, guard } = this.#options;
    return guard.ask(async () => {
      const pipeline = redis.pipeline();
      for (const user of users) pipeline.hgetall(keys.devicesOf(user));
      const replies = (await pipeline.exec()) ?? [];
      if (replies.length !== users.length) throw new Error("Redis answered a part of a pipeline");
      return new Map(users.map((user, at) => [user, connectedIn(replies[at]!, nowMs)]));
    });
  }

  async gatewaysOf(users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly ProcessName[]> | "unknown"> {
    if (users.length === 0) return new Map();
    const { redis, keys, guard } = this.#options;
    return guard.ask(async () => {
      const pipeline = redis.pipeline();
      for (const user of users) pipeline.hvals(keys.devicesOf(user));
      const replies = (await pipeline.exec()) ?? [];
      if (replies.length !== users.length) throw new Error("Redis answered a part of a pipeline");
      return new Map(users.map((user, at) => [user, gatewaysIn(replies[at]!)]));
    });
  }
}

/** An entry may outlive its connection by the time to live, when its gateway died. */
function connectedIn([error, entries]: [Error | null, unknown], nowMs: number): ReadonlySet<DeviceId> {
  if (error) throw error;
  const devices = Object.entries(devicesReply.parse(entries));
  return new Set(
    devices.filter(([, entry]) => Number(entry.split(" ", 2)[1]) > nowMs).map(([device]) => device as DeviceId),
  );
}

function gatewaysIn([error, entries]: [Error | null, unknown]): ProcessName[] {
  if (error) throw error;
  const gateways = new Set<ProcessName>();
  for (const entry of entriesReply.parse(entries)) gateways.add(entry.split(" ", 3)[2] ?? "");
  return [...gateways];
}

/** A script from `lua/`. */
export function luaScript(name: string): RedisScript {
  return new RedisScript(readFileSync(new URL(`lua/${name}.lua`, import.meta.url), "utf8"));
}
