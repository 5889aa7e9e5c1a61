import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLogger, silentLogger } from "../../src/log.ts";
import { createRedis, redisReady, RedisScript, type Redis } from "../../src/redis.ts";
import { testRedisUrl } from "./config.ts";

let redis: Redis;
let key: string;

beforeEach(async () => {
  key = `runtime-test:${randomBytes(6).toString("hex")}`;
  redis = createRedis({ url: testRedisUrl(), name: "tested", log: silentLogger });
  await redisReady(redis, AbortSignal.timeout(5_000));
});

afterEach(async () => {
  await redis.del(key);
  redis.disconnect();
});

test("a script runs, also on a server that has never seen it", async () => {
  const script = new RedisScript("return { redis.call('incrby', KEYS[1], ARGV[1]), ARGV[2] }");
  await redis.script("FLUSH");
  expect(await script.run(redis, [key], [5, "x"])).toEqual([5, "x"]);
  expect(await script.run(redis, [key], [5, "x"])).toEqual([10, "x"]);
});

test("an error inside a script is not taken for an unknown script", async () => {
  const script = new RedisScript("redis.call('incr', KEYS[1]); return redis.error_reply('BROKEN here')");
  await expect(script.run(redis, [key])).rejects.toThrow("BROKEN here");
  expect(await redis.get(key)).toBe("1");
});

test("the client reconnects after its connection was cut", async () => {
  const closed = Promise.withResolvers<void>();
  redis.once("close", closed.resolve);
  const other = createRedis({ url: testRedisUrl(), name: "other", log: silentLogger });
  await redisReady(other, AbortSignal.timeout(5_000));
  await other.client("KILL", "ID", await redis.client("ID"));
  other.disconnect();
  await closed.promise;
  await expect(redis.get(key)).rejects.toThrow();
  await redisReady(redis, AbortSignal.timeout(5_000));
  expect(await redis.get(key)).toBeNull();
});

test("commands fail at once while Redis is away, and nothing tells the password", async () => {
  const lines: string[] = [];
  const log = createLogger({ service: "t", level: "trace", destination: { write: (line) => void lines.push(line) } });
  const away = createRedis({ url: `redis://user:SECRET@127.0.0.1:${await closedPort()}`, name: "tested", log });
  away.on("error", () => undefined);
  await expect(away.get(key)).rejects.toThrow();
  await expect(redisReady(away, AbortSignal.timeout(300))).rejects.toMatchObject({ name: "TimeoutError" });
  away.disconnect();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("ECONNREFUSED");
  expect(lines.join("")).not.toContain("SECRET");
});

async function closedPort(): Promise<number> {
  const server = createServer();
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const { port } = server.address() as AddressInfo;
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  await closed.promise;
  return port;
}
