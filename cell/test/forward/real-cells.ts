/** Two cells whose forwarders run for real: HTTP between them, BullMQ on the given Redis; only the inboxes are in memory. */

import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type { CellId, ThingKey, UserId } from "@cellwire/protocol";
import { LIMITS, parseCellId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { Faults } from "@cellwire/runtime/faults.ts";
import { HttpServer } from "@cellwire/runtime/http-server.ts";
import { Lifecycle } from "@cellwire/runtime/lifecycle.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import { createRedis, redisReady } from "@cellwire/runtime/redis.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import type { FastifyInstance } from "fastify";
import type { SequencedMessage } from "../../src/inbox/contract.ts";
import { DirectoryClient } from "../../src/forward/directory-client.ts";
import type { Forwarder } from "../../src/forward/forwarder.ts";
import { createForwarder } from "../../src/forward/forwarder.ts";
import { PeerTokenIssuer } from "../../src/trust/peer-tokens.ts";
import { answersInMemory } from "../directory-answers.ts";
import { FakeInbox } from "./fake-inbox.ts";
import { FakeDirectory, newKeys, pair } from "./world.ts";
import { NO_GROUPS } from "../no-groups.ts";

const WAIT_MS = 20_000;

export interface RealCell {
  readonly cell: CellId;
  readonly inbox: FakeInbox;
  readonly forwarder: Forwarder;
  readonly server: HttpServer;
  /** Resolves with all messages that were pushed, once they are `count`. */
  published(count: number): Promise<readonly SequencedMessage[]>;
}

export interface RealCells extends AsyncDisposable {
  readonly eu: RealCell;
  readonly us: RealCell;
  readonly directory: FakeDirectory;
  /** Lives in eu and numbers; lives in us. Both cells know it. */
  readonly users: readonly [UserId, UserId];
}

/** Cells of random names, so that tests do not share queues. */
export async function realCells(redisUrl: string): Promise<RealCells> {
  const directory = new FakeDirectory(await newKeys(systemClock));
  const directoryServer = httpServer("directory", directoryRoutes(directory));
  await directoryServer.start();
  const url = `http://127.0.0.1:${directoryServer.port}`;
  const lifecycle = new Lifecycle();
  const redises: Redis[] = [];
  const cell = (name: string) => realCell(name, { directory, url, redisUrl, lifecycle, redises });
  const [eu, us] = [await cell("eu"), await cell("us")];
  await Promise.all(redises.map((redis) => redisReady(redis, AbortSignal.timeout(WAIT_MS))));
  await lifecycle.start();
  const users = pair();
  for (const placement of [await directory.place(users[0], eu.cell), await directory.place(users[1], us.cell)])
    for (const { inbox } of [eu, us]) await inbox.recordPlacement(placement);
  return {
    eu,
    us,
    directory,
    users,
    [Symbol.asyncDispose]: async () => {
      await lifecycle.stop();
      for (const { server } of [eu, us]) await server.stop();
      await directoryServer.stop();
      for (const redis of redises) redis.disconnect();
    },
  };
}

async function realCell(
  region: string,
  shared: { directory: FakeDirectory; url: string; redisUrl: string; lifecycle: Lifecycle; redises: Redis[] },
): Promise<RealCell> {
  const cell = parseCellId(`${region}-${randomBytes(4).toString("hex")}`);
  const keys = await newKeys(systemClock);
  const inbox = new FakeInbox(cell, systemClock);
  const pushed: SequencedMessage[] = [];
  const events = new EventEmitter();
  const tokens = new PeerTokenIssuer({ cell, keys, clock: systemClock });
  const redisOptions = { url: shared.redisUrl, name: cell, log: silentLogger };
  const redis = createRedis(redisOptions);
  shared.redises.push(redis);
  const forwarder = createForwarder({
    onUnpushed: () => undefined,
    cell,
    inbox,
    groups: NO_GROUPS,
    deliverer: {
      publish: async (messages) => {
        pushed.push(...messages);
        events.emit("pushed");
      },
      notify: async () => undefined,
    },
    directory: new DirectoryClient({ url: shared.url, tokens }),
    directoryAnswers: answersInMemory(),
    directoryKeys: shared.directory.keys.resolve,
    tokens,
    redis,
    openWorkerRedis: () => createRedis({ ...redisOptions, maxRetriesPerRequest: null }),
    meter: meter("test"),
    faults: new Faults(),
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
  });
  const server = httpServer(cell, forwarder.ingestRoutes, LIMITS.ingestBytesMax);
  await server.start();
  shared.directory.register(cell, keys.publicKeys, `http://127.0.0.1:${server.port}`);
  for (const service of forwarder.services) shared.lifecycle.add(service);
  const published = async (count: number) => {
    const signal = AbortSignal.timeout(WAIT_MS);
    while (pushed.length < count) await once(events, "pushed", { signal });
    return pushed;
  };
  return { cell, inbox, forwarder, server, published };
}

function httpServer(name: string, routes: (app: FastifyInstance) => void, bodyLimitBytes = 1024): HttpServer {
  return new HttpServer({ name, host: "127.0.0.1", port: 0, log: silentLogger, bodyLimitBytes, routes });
}

function directoryRoutes(directory: FakeDirectory): (app: FastifyInstance) => void {
  return (app) => {
    app.get("/v1/cells", async () => ({ cells: [...directory.records.values()] }));
    app.get<{ Params: { thing: ThingKey } }>("/v1/placements/:thing", async ({ params }, reply) => {
      const placement = directory.placements.get(params.thing);
      return placement ?? reply.status(404).send({ code: "UNKNOWN_USER", message: "" });
    });
  };
}
