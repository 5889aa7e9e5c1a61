import type { CellId } from "@cellwire/protocol";
import { Faults } from "@cellwire/runtime/faults.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { expect, test } from "vitest";
import type { World } from "../../test/forward/world.ts";
import { highRandom, pair, submission, world } from "../../test/forward/world.ts";
import { Dispatcher } from "./dispatcher.ts";
import { forwardMetrics } from "./metrics.ts";
import { PlacementResolver } from "./placement-resolver.ts";
import { Relay } from "./relay.ts";

interface Setup {
  readonly w: World;
  readonly relay: Relay;
  readonly dispatcher: Dispatcher;
  /** Batches that Redis took. */
  readonly queued: string[];
  readonly opened: CellId[];
  readonly closed: CellId[];
  readonly redis: { down: boolean; depth: number };
  readonly link: { waitMs: number };
  /** Resolves when a batch was carried in process and its lane is free. */
  readonly laneFree: Promise<void>;
}

async function setup(): Promise<Setup> {
  const w = await world();
  const [queued, opened, closed]: [string[], CellId[], CellId[]] = [[], [], []];
  const redis = { down: false, depth: 0 };
  const link = { waitMs: 0 };
  const laneFree = Promise.withResolvers<void>();
  const dispatcher = new Dispatcher({
    inbox: w.eu.inbox,
    courier: w.eu.courier,
    peers: { waitMs: () => link.waitMs },
    openQueue: ({ destination }) => {
      opened.push(destination);
      return {
        busy: false,
        depth: async () => redis.depth,
        close: async () => void closed.push(destination),
        add: async (batch) => {
          if (redis.down) throw new Error("Redis is away");
          queued.push(batch);
        },
      };
    },
    onLaneFree: () => laneFree.resolve(),
    metrics: forwardMetrics(meter("test")),
    clock: w.clock,
    random: highRandom,
    log: silentLogger,
  });
  const relay = new Relay({ inbox: w.eu.inbox, dispatcher, faults: new Faults(), clock: w.clock, log: silentLogger });
  return { w, relay, dispatcher, queued, opened, closed, redis, link, laneFree: laneFree.promise };
}

function owe({ w }: Setup): void {
  w.eu.inbox.owe({ ...submission(w.number, w.follower), key: { term: 1, n: 1 } });
}

test("a lane with rows becomes one job in the queue of its destination", async () => {
  const s = await setup();
  owe(s);
  await s.relay.runOnce();
  await s.relay.runOnce();
  expect([s.queued.length, s.opened]).toEqual([1, ["us"]]);
});

test("a job that gets lost is driven again once its deadline has passed", async () => {
  const s = await setup();
  owe(s);
  await s.relay.runOnce();
  s.w.clock.advance(10_001);
  await s.relay.runOnce();
  expect(new Set(s.queued).size).toBe(2);
});

test("the batches of a forwarder that may have died are driven again after a second, also by the one that follows it", async () => {
  const s = await setup();
  owe(s);
  await s.relay.runOnce();
  s.relay.suspect();
  await s.relay.runOnce();
  s.w.clock.advance(999);
  await s.relay.runOnce();
  expect(s.queued.length).toBe(1);
  s.w.clock.advance(2);
  await s.relay.runOnce();
  expect(new Set(s.queued).size).toBe(2);
  const { dispatcher, w } = s;
  const next = new Relay({ inbox: w.eu.inbox, dispatcher, faults: new Faults(), clock: w.clock, log: silentLogger });
  await next.runOnce();
  w.clock.advance(1_001);
  await next.runOnce();
  expect(new Set(s.queued).size).toBe(3);
});

test("without Redis the batch reaches the other cell all the same", async () => {
  const s = await setup();
  s.redis.down = true;
  owe(s);
  await s.relay.runOnce();
  await s.laneFree;
  expect(s.w.us.inbox.messages.length).toBe(1);
  expect(s.w.eu.inbox.outbox).toEqual([]);
});

test("Redis is tried again after a while, and used when it is back", async () => {
  const s = await setup();
  s.redis.down = true;
  owe(s);
  await s.relay.runOnce();
  await s.laneFree;
  s.redis.down = false;
  s.w.clock.advance(500);
  owe(s);
  await s.relay.runOnce();
  expect(s.queued.length).toBe(1);
});

test("nothing is queued for a destination that does not answer just now", async () => {
  const s = await setup();
  s.link.waitMs = 700;
  owe(s);
  await s.relay.runOnce();
  s.link.waitMs = 0;
  await s.relay.runOnce();
  expect(s.queued).toEqual([]);
  s.w.clock.advance(700);
  await s.relay.runOnce();
  expect(s.queued.length).toBe(1);
});

test("a queue that is full leaves the backlog in the outbox", async () => {
  const s = await setup();
  s.redis.depth = 64;
  owe(s);
  await s.relay.runOnce();
  expect([s.queued.length, s.w.eu.inbox.outbox.length]).toEqual([0, 1]);
  s.redis.depth = 0;
  s.w.clock.advance(1_000);
  await s.relay.runOnce();
  expect(s.queued.length).toBe(1);
});

test("a queue that nobody used for a minute is closed, and opened again on demand", async () => {
  const s = await setup();
  owe(s);
  await s.relay.runOnce();
  s.w.clock.advance(59_000);
  s.dispatcher.closeIdle();
  expect(s.closed).toEqual([]);
  s.w.clock.advance(2_000);
  s.dispatcher.closeIdle();
  await s.relay.runOnce();
  expect([s.closed, s.opened]).toEqual([["us"], ["us", "us"]]);
});

test("a stop lets batches on their way finish and closes the queues", async () => {
  const s = await setup();
  owe(s);
  await s.relay.runOnce();
  await s.dispatcher.stop();
  expect(s.closed).toEqual(["us"]);
});

function resolver({ w }: Setup): PlacementResolver {
  const { inbox, announcer } = w.eu;
  return new PlacementResolver({
    cell: w.eu.cell,
    inbox,
    announcer,
    placements: w.directory,
    onResolved: () => undefined,
    log: silentLogger,
  });
}

test("a recipient who is not known yet gets a destination from the directory", async () => {
  const s = await setup();
  const [sender, recipient] = pair();
  s.w.eu.inbox.owe(submission(sender, recipient));
  await s.w.directory.place(recipient, s.w.us.cell);
  await resolver(s).runOnce(AbortSignal.timeout(1_000));
  await s.relay.runOnce();
  expect(s.queued.length).toBe(1);
});

test("a recipient whom the directory does not know is refused, and the sender's devices are told", async () => {
  const s = await setup();
  const [sender, recipient] = pair();
  s.w.eu.inbox.owe(submission(sender, recipient));
  await resolver(s).runOnce(AbortSignal.timeout(1_000));
  expect(s.w.eu.inbox.outbox).toEqual([]);
  expect(s.w.eu.notified).toMatchObject([{ users: [sender], frame: { refused: { code: "UNKNOWN_USER" } } }]);
});

test("while the directory is down nothing is refused", async () => {
  const s = await setup();
  s.w.directory.down = true;
  s.w.eu.inbox.owe(submission(...pair()));
  await resolver(s).runOnce(AbortSignal.timeout(1_000));
  expect(s.w.eu.inbox.outbox.length).toBe(1);
});
