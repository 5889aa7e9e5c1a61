/** Presence of two cells, each with one gateway and one forwarder, over a real Postgres and Redis, on a clock that the test turns. */

import { randomBytes } from "node:crypto";
import type { CellId, DeviceId, UserId } from "@cellwire/protocol";
import { decodeServerMessage, wrapFrame } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import { createRedis, redisReady } from "@cellwire/runtime/redis.ts";
import type { Notification } from "../../src/flow/ports.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { PresenceBoard } from "../../src/presence/board.ts";
import { Exchange } from "../../src/presence/exchange.ts";
import { presenceKeys } from "../../src/presence/keys.ts";
import { PeerExchange } from "../../src/presence/peer-exchange.ts";
import { PostgresVisibility } from "../../src/presence/postgres-visibility.ts";
import { RedisWatchers } from "../../src/presence/redis-watchers.ts";
import { presenceRequests } from "../../src/presence/requests.ts";
import { PresenceTracker } from "../../src/presence/tracker.ts";
import { Typing } from "../../src/presence/typing.ts";
import { PostgresPrivacySettings } from "../../src/privacy/settings.ts";
import { routeKeys } from "../../src/route/keys.ts";
import { RedisGuard } from "../../src/route/redis-guard.ts";
import { RedisRoutes } from "../../src/route/redis-routes.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { DEVICE } from "./two-cells.ts";

/** At a whole minute. */
const START_MS = 60_000 * Math.floor(Date.now() / 60_000);
const random = { bytes: (count: number) => new Uint8Array(count), float: () => 0.5 };

export class TurnedClock {
  #passedMs = 0;
  nowMs = (): number => START_MS + this.#passedMs;
  monotonicMs = (): number => this.#passedMs;
  pass(ms: number): void {
    this.#passedMs += ms;
  }
}

export type PresenceCell = Awaited<ReturnType<typeof presenceCell>>;

export async function presenceCells({ eu, us }: TwoCells) {
  const clock = new TurnedClock();
  const redis = createRedis({ url: testRedisUrl(), name: "presence-test", log: silentLogger });
  await redisReady(redis, AbortSignal.timeout(5_000));
  const run = randomBytes(4).toString("hex");
  const cells = new Map<CellId, PresenceCell>();
  const requests: string[] = [];
  const post = (from: CellId) => async (to: CellId, body: Uint8Array) => {
    requests.push(`${from}→${to}`);
    return cells.get(to)?.peers.answer(from, body);
  };
  for (const inbox of [eu, us])
    cells.set(inbox.cell, presenceCell(inbox, { clock, redis, run, post: post(inbox.cell) }));
  return {
    clock,
    eu: cells.get(eu.cell)!,
    us: cells.get(us.cell)!,
    /** Requests between cells, `from→to`. */
    requests,
    /** Time passes, second by second, with what runs every second. */
    async pass(seconds: number): Promise<void> {
      for (let second = 0; second < seconds; second++) {
        clock.pass(1_000);
        for (const cell of cells.values()) {
          await cell.tracker.runOnce();
          await cell.typing.runOnce();
        }
        for (const cell of cells.values()) await cell.exchange.flush();
      }
    },
    end: () => redis.disconnect(),
  };
}

interface Shared {
  readonly clock: TurnedClock;
  readonly redis: Redis;
  readonly run: string;
  readonly post: (cell: CellId, body: Uint8Array) => Promise<Uint8Array | undefined>;
}

function presenceCell({ cell, pool }: CellInbox, { clock, redis, run, post }: Shared) {
  const statements = loadStatements();
  const log = silentLogger;
  const guard = new RedisGuard({ clock: systemClock, log });
  const name = `${run}-${cell}` as CellId;
  const routes = new RedisRoutes({ redis, keys: routeKeys(name), guard, self: "gateway" });
  const watchers = new RedisWatchers({ redis, keys: presenceKeys(name), guard, clock, watchersMax: 3 });
  const visibility = new PostgresVisibility({ pool, statements });
  /** What the devices of each user got, with the second in which it came. */
  const told: { readonly user: UserId; readonly second: number; readonly frame: Uint8Array }[] = [];
  const notify = async (notifications: readonly Notification[]) => {
    const second = clock.monotonicMs() / 1_000;
    for (const { users, frame } of notifications) told.push(...users.map((user) => ({ user, second, frame })));
  };
  const shared = { cell, clock, notify, log };
  const exchange: Exchange = new Exchange({ post, onNews: (from, news) => peers.takeNews(from, news), log });
  const board = new PresenceBoard({ ...shared, watchers, visibility, routes, exchange });
  const peers = new PeerExchange({ ...shared, board, visibility });
  const tracker = new PresenceTracker({ ...shared, board, visibility, watchers, routes });
  const typing = new Typing({ ...shared, visibility, exchange });
  const settings = new PostgresPrivacySettings({ pool, statements, clock, random });
  const ask = presenceRequests({ ...shared, board, visibility, exchange });
  let epoch = 0;
  const routeOf = (user: UserId, device: DeviceId) => ({ user, device, connectionEpoch: epoch });
  return {
    peers,
    tracker,
    typing,
    exchange,
    settings,
    told,
    async connect(user: UserId, device: DeviceId = DEVICE): Promise<void> {
      epoch += 1;
      await tracker.routes.register(routeOf(user, device));
    },
    /** The device that connected last. */
    disconnect: (user: UserId, device: DeviceId = DEVICE) => tracker.routes.unregister(routeOf(user, device)),
    async watch(watcher: UserId, ...users: readonly UserId[]) {
      const { presences } = await ask.watchPresence({ users: [...users] }, { user: watcher, device: DEVICE });
      return (presences?.presences ?? []).map(text);
    },
    /** `user online`, `user seen TIME`, `user -`, or `user types`, as the user's devices got them. */
    news: (user: UserId) =>
      told
        .filter((one) => one.user === user)
        .flatMap(({ frame }) => decodeServerMessage(wrapFrame(frame)))
        .flatMap((frame) =>
          frame.typing ? [`${frame.typing.peer} types`] : (frame.presences?.presences ?? []).map(text),
        ),
  };
}

function text({
  user,
  online,
  lastSeenMs,
}: {
  user?: string | null;
  online?: boolean | null;
  lastSeenMs?: number | null;
}) {
  if (online) return `${user} online`;
  return lastSeenMs ? `${user} seen +${(lastSeenMs - START_MS) / 60_000}min` : `${user} -`;
}

function testRedisUrl(): string {
  const url = process.env["CELLWIRE_TEST_REDIS_URL"];
  if (!url) throw new Error("CELLWIRE_TEST_REDIS_URL is not set: run the tests by `./cellwire test integration`");
  return url;
}
