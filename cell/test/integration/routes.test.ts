import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import { createRedis, redisReady } from "@cellwire/runtime/redis.ts";
import type { DeviceRoute } from "../../src/route/contract.ts";
import { routeKeys } from "../../src/route/keys.ts";
import { RedisGuard } from "../../src/route/redis-guard.ts";
import { RedisProcesses } from "../../src/route/redis-processes.ts";
import { RedisRoutes } from "../../src/route/redis-routes.ts";
import { RouteHeartbeat } from "../../src/route/route-heartbeat.ts";

const ALICE = "alice" as UserId;
const BOB = "bob" as UserId;
const PHONE = "phone" as DeviceId;

let redis: Redis;
let cell: CellId;

beforeEach(async () => {
  cell = `test-${randomBytes(6).toString("hex")}` as CellId;
  redis = createRedis({ url: testRedisUrl(), name: "routes-test", log: silentLogger });
  await redisReady(redis, AbortSignal.timeout(5_000));
});

afterEach(async () => {
  const keys = routeKeys(cell);
  await redis.del(keys.processes, keys.devicesOf(ALICE), keys.devicesOf(BOB));
  redis.disconnect();
});

function routesOf(self: string, ttlMs?: number): RedisRoutes {
  return new RedisRoutes({
    redis,
    keys: routeKeys(cell),
    guard: guard(),
    self,
    ...(ttlMs === undefined ? {} : { ttlMs }),
  });
}

function guard(): RedisGuard {
  return new RedisGuard({ clock: systemClock, log: silentLogger });
}

function route(connectionEpoch: number, user = ALICE): DeviceRoute {
  return { user, device: PHONE, connectionEpoch };
}

test("a newer connection displaces the older one at another gateway", async () => {
  const [first, second] = [routesOf("gateway-0"), routesOf("gateway-1")];
  expect(await first.register(route(1))).toEqual({ kind: "registered", displaced: null });
  expect(await second.register(route(2))).toEqual({ kind: "registered", displaced: "gateway-0" });
  expect(await first.gatewaysOf([ALICE, BOB])).toEqual(
    new Map([
      [ALICE, ["gateway-1"]],
      [BOB, []],
    ]),
  );
});

test("a registration that comes late is stale, and changes nothing", async () => {
  await routesOf("gateway-1").register(route(2));
  expect(await routesOf("gateway-0").register(route(1))).toEqual({ kind: "stale" });
  expect(await routesOf("gateway-0").gatewaysOf([ALICE])).toEqual(new Map([[ALICE, ["gateway-1"]]]));
});

test("only the connection that is registered can remove its entry", async () => {
  const routes = routesOf("gateway-0");
  await routes.register(route(2));
  await routes.unregister(route(1));
  expect(((await routes.gatewaysOf([ALICE])) as Map<UserId, string[]>).get(ALICE)).toEqual(["gateway-0"]);
  await routes.unregister(route(2));
  expect(((await routes.gatewaysOf([ALICE])) as Map<UserId, string[]>).get(ALICE)).toEqual([]);
});

test("an entry that is not refreshed expires", async () => {
  const routes = routesOf("gateway-0", 1);
  await routes.register(route(1));
  await expect.poll(() => redis.exists(routeKeys(cell).devicesOf(ALICE))).toBe(0);
});

test("a process without an answer of Redis says unknown", async () => {
  const away = createRedis({ url: testRedisUrl(), name: "routes-test", log: silentLogger });
  await redisReady(away, AbortSignal.timeout(5_000));
  away.disconnect();
  const routes = new RedisRoutes({ redis: away, keys: routeKeys(cell), guard: guard(), self: "gateway-0" });
  expect(await routes.register(route(1))).toEqual({ kind: "unknown" });
  expect(await routes.gatewaysOf([ALICE])).toBe("unknown");
});

test("a heartbeat restores what Redis lost, and finds out who is connected elsewhere", async () => {
  const [mine, theirs] = [routesOf("gateway-0"), routesOf("gateway-1")];
  await mine.register(route(1));
  await mine.register(route(1, BOB));
  await redis.del(routeKeys(cell).devicesOf(ALICE));
  await theirs.register(route(2, BOB));
  const [missing, stale]: DeviceRoute[][] = [[], []];
  const heartbeat = new RouteHeartbeat({
    redis,
    routes: mine,
    guard: guard(),
    devices: () => [route(1), route(1, BOB)],
    onMissing: (entry) => missing!.push(entry),
    onStale: (entry) => stale!.push(entry),
    clock: systemClock,
    log: silentLogger,
  });
  heartbeat.passSoon();
  await heartbeat.runOnce(AbortSignal.timeout(5_000));
  expect(missing).toEqual([route(1)]);
  expect(stale).toEqual([route(1, BOB)]);
  expect(await mine.gatewaysOf([ALICE])).toEqual(new Map([[ALICE, ["gateway-0"]]]));
});

test("tells which devices are connected, without those whose entry has run out", async () => {
  const [mine, passing] = [routesOf("gateway-0"), routesOf("gateway-1", 60_000)];
  const tablet = "tablet" as DeviceId;
  await mine.register(route(1));
  await passing.register({ user: ALICE, device: tablet, connectionEpoch: 1 });
  const nowMs = Date.now();
  expect(await mine.connectedDevices([ALICE, BOB], nowMs)).toEqual(
    new Map([
      [ALICE, new Set([PHONE, tablet])],
      [BOB, new Set()],
    ]),
  );
  expect(await mine.connectedDevices([ALICE], nowMs + 75_000)).toEqual(new Map([[ALICE, new Set([PHONE])]]));
});

test("processes find each other, until they withdraw or stop announcing", async () => {
  const processes = new RedisProcesses({ redis, keys: routeKeys(cell), guard: guard() });
  const passing = new RedisProcesses({ redis, keys: routeKeys(cell), guard: guard(), ttlMs: 0 });
  const one = { name: "gateway-0", role: "gateway", url: "ws://127.0.0.1:1" } as const;
  const two = { name: "forwarder-0", role: "forwarder", url: "ws://127.0.0.1:2" } as const;
  expect(await processes.announce(one)).toEqual([one]);
  expect(await processes.announce(two)).toEqual(expect.arrayContaining([one, two]));
  await processes.withdraw({ ...one, url: "ws://127.0.0.1:9" });
  expect(await processes.announce(two)).toHaveLength(2);
  await processes.withdraw(one);
  expect(await processes.announce(two)).toEqual([two]);
  await passing.announce(one);
  expect(await processes.announce(two)).toEqual([two]);
});

function testRedisUrl(): string {
  const url = process.env["CELLWIRE_TEST_REDIS_URL"];
  if (!url) throw new Error("CELLWIRE_TEST_REDIS_URL is not set: run the tests by `./cellwire test integration`");
  return url;
}
