import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CellId } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import { createRedis, redisReady } from "@cellwire/runtime/redis.ts";
import { DestinationQueue } from "../../src/forward/destination-queue.ts";
import type { RealCells } from "../forward/real-cells.ts";
import { realCells } from "../forward/real-cells.ts";
import { TcpProxy } from "../forward/tcp-proxy.ts";
import { pair, submission } from "../forward/world.ts";

const WAIT_MS = 15_000;

let proxy: TcpProxy;
let url: string;
let cells: RealCells;

beforeEach(async () => {
  const target = new URL(testRedisUrl());
  proxy = await TcpProxy.to({ host: target.hostname, port: Number(target.port) });
  target.host = `127.0.0.1:${proxy.port}`;
  url = target.href;
  cells = await realCells(url);
});

afterEach(async () => {
  await cells[Symbol.asyncDispose]();
  await proxy.close();
});

function testRedisUrl(): string {
  const redisUrl = process.env["CELLWIRE_TEST_REDIS_URL"];
  if (!redisUrl) throw new Error("CELLWIRE_TEST_REDIS_URL is not set: run the tests by `./cellwire test integration`");
  return redisUrl;
}

/** eu owes us a numbered copy. */
function send(n: number): void {
  const [sender, recipient] = cells.users;
  cells.eu.inbox.owe({ ...submission(sender, recipient, `message ${n}`), key: { term: 1, n } });
  cells.eu.forwarder.wake();
}

describe("between two cells", () => {
  test("a message crosses through the queue of its destination and leaves nothing behind", async () => {
    send(1);
    expect((await cells.us.published(1)).map(({ key }) => key.n)).toEqual([1]);
    await jobsGone();
    expect(cells.eu.inbox.outbox).toEqual([]);
  });

  test("a first message to somebody unknown here finds its way by the directory", async () => {
    const [number, sender] = pair();
    await cells.directory.place(number, cells.us.cell);
    await cells.directory.place(sender, cells.eu.cell);
    cells.eu.inbox.owe(submission(sender, number));
    cells.eu.forwarder.wake();
    expect((await cells.us.published(1))[0]).toMatchObject({ sender, key: { term: 1, n: 1 } });
    expect((await cells.eu.published(1))[0]).toMatchObject({ sender, key: { term: 1, n: 1 } });
  });

  test("messages cross while Redis is away, and through Redis again when it is back", async () => {
    send(1);
    await cells.us.published(1);
    proxy.cut();
    for (let n = 2; n <= 10; n++) send(n);
    await cells.us.published(10);
    proxy.heal();
    send(11);
    expect((await cells.us.published(11)).map(({ key }) => key.n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("a job that Redis forgot is made again once the deadline of its lane has passed", async () => {
    await using admin = await connected();
    const prefix = `cellwire-forward:${cells.us.cell}`;
    await admin.redis.hset(`${prefix}:meta`, "paused", "1");
    send(1);
    await expect.poll(() => admin.redis.llen(`${prefix}:wait`)).toBe(1);
    await admin.redis.del(await admin.redis.keys(`${prefix}:*`));
    expect((await cells.us.published(1)).map(({ key }) => key.n)).toEqual([1]);
  });
});

describe("one queue", () => {
  test("hands each batch to one worker of several", async () => {
    await using admin = await connected();
    const batches = Array.from({ length: 50 }, (_, index) => `batch-${index}`);
    const got: string[] = [];
    const done = Promise.withResolvers<void>();
    const process = async (batch: string) => {
      if (got.push(batch) === batches.length) done.resolve();
    };
    const queues = [open(admin.redis, process), open(admin.redis, process)] as const;
    await Promise.all(batches.map((batch, index) => queues[index % 2]!.add(batch)));
    await done.promise;
    await Promise.all(queues.map((queue) => queue.close()));
    expect(got.sort()).toEqual(batches.sort());
  });

  test("says at once that Redis is away", async () => {
    await using admin = await connected();
    const queue = open(admin.redis, async () => undefined);
    await queue.add("first");
    await cutOff(admin.redis);
    await expect(queue.add("second")).rejects.toMatchObject({ code: "QUEUE_UNAVAILABLE" });
    await queue.close();
  });

  test("goes on after Redis was cut off", async () => {
    await using admin = await connected();
    const got = Promise.withResolvers<string>();
    const queue = open(admin.redis, async (batch) => got.resolve(batch));
    await cutOff(admin.redis);
    proxy.heal();
    await redisReady(admin.redis, AbortSignal.timeout(WAIT_MS));
    await queue.add("later");
    expect(await got.promise).toBe("later");
    await queue.close();
  });
});

function open(redis: Redis, process: (batch: string) => Promise<void>): DestinationQueue {
  return new DestinationQueue({
    destination: `${cells.us.cell}-x` as CellId,
    redis,
    openWorkerRedis: () => createRedis({ url, name: "worker", log: silentLogger, maxRetriesPerRequest: null }),
    process,
    onError: () => undefined,
  });
}

async function connected(): Promise<AsyncDisposable & { readonly redis: Redis }> {
  const redis = createRedis({ url, name: "queue-test", log: silentLogger });
  await redisReady(redis, AbortSignal.timeout(WAIT_MS));
  return { redis, [Symbol.asyncDispose]: async () => redis.disconnect() };
}

async function cutOff(redis: Redis): Promise<void> {
  const lost = once(redis, "close");
  proxy.cut();
  await lost;
}

/** Waits until the destination's queue holds no job, done or not. */
async function jobsGone(): Promise<void> {
  await using admin = await connected();
  await expect
    .poll(async () => {
      const keys = await admin.redis.keys(`cellwire-forward:${cells.us.cell}:*`);
      return keys.filter((key) => key.includes("batch-") || /:(wait|active|completed|failed)$/.test(key));
    })
    .toEqual([]);
}
