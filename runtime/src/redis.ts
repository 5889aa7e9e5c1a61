import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import type { Logger } from "./log.ts";
import { systemRandom, type Random } from "./random.ts";

export interface RedisOptions {
  /** redis:// or rediss:// URL; its password never reaches a log. */
  readonly url: string;
  /** Shown in CLIENT LIST. */
  readonly name: string;
  readonly log: Logger;
  /**
   * 0 (the default) fails a command as soon as the connection is lost. `null` is for a connection that a BullMQ worker
   * blocks on: its commands then wait for the connection and for their answer without a bound of their own.
   */
  readonly maxRetriesPerRequest?: number | null;
  readonly random?: Random;
}

export type { Redis } from "ioredis";

const CONNECT_TIMEOUT_MS = 3_000;
const COMMAND_TIMEOUT_MS = 2_000;
const RECONNECT_FIRST_MS = 50;
const RECONNECT_MAX_MS = 2_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * A client that connects at once and reconnects for ever with jittered back-off. While Redis is away commands fail at
 * once instead of piling up: nothing durable depends on Redis. End it with `redis.disconnect()`.
 */
export function createRedis(options: RedisOptions): Redis {
  const { maxRetriesPerRequest = 0, random = systemRandom } = options;
  const blocking = maxRetriesPerRequest === null;
  const redis = new Redis(options.url, {
    connectionName: options.name,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_AFTER_MS,
    maxRetriesPerRequest,
    enableOfflineQueue: blocking,
    autoResendUnfulfilledCommands: blocking,
    ...(blocking ? {} : { commandTimeout: COMMAND_TIMEOUT_MS }),
    retryStrategy: (attempts) => reconnectDelayMs(attempts, random),
  });
  logConnectionChanges(redis, options.log.child({ name: options.name }));
  return redis;
}

/** Resolves when commands can be sent; rejects with the reason of `signal` when it aborts first. */
export async function redisReady(redis: Redis, signal: AbortSignal): Promise<void> {
  if (redis.status === "ready") return;
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const giveUp = (): void => reject(signal.reason);
  redis.once("ready", resolve);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    await promise;
  } finally {
    redis.off("ready", resolve);
    signal.removeEventListener("abort", giveUp);
  }
}

/**
 * A Lua script: one atomic change of several keys. Sent by its hash, and in full only to a server that does not know it.
 * The script's header documents its KEYS and ARGV.
 */
export class RedisScript {
  readonly #lua: string;
  readonly #hash: string;

  constructor(lua: string) {
    this.#lua = lua;
    this.#hash = createHash("sha1").update(lua).digest("hex");
  }

  /** The script's reply as ioredis gives it; parse it. Safe to run again when it fails, only if the script is. */
  async run(redis: Redis, keys: readonly string[], args: readonly (string | number | Buffer)[] = []): Promise<unknown> {
    try {
      return await redis.evalsha(this.#hash, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return redis.eval(this.#lua, keys.length, ...keys, ...args);
    }
  }
}

/** Exponential and half of it random, so that the processes of a cell do not return in step. */
function reconnectDelayMs(attempts: number, random: Random): number {
  const ceilingMs = Math.min(RECONNECT_MAX_MS, RECONNECT_FIRST_MS * 2 ** Math.min(attempts, 10));
  return Math.round(ceilingMs * (0.5 + random.float() / 2));
}

/** One line when the connection is lost and one when it is back, however many attempts lie between. */
function logConnectionChanges(redis: Redis, log: Logger): void {
  let lost = false;
  redis.on("ready", () => {
    lost = false;
    log.info("Redis connected");
  });
  redis.on("error", (err: Error) => {
    if (!lost) log.warn({ err }, "Redis connection failed");
    lost = true;
  });
  redis.on("close", () => {
    if (!lost) log.warn("Redis connection lost");
    lost = true;
  });
}
