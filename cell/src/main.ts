/** The composition root of a cell's processes: `main.ts gateway | forwarder | migrate`. */

import type { Redis } from "@cellwire/runtime/redis.ts";
import { createRedis } from "@cellwire/runtime/redis.ts";
import { LIMITS } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { parseFaults } from "@cellwire/runtime/faults.ts";
import type { Faults } from "@cellwire/runtime/faults.ts";
import { HttpClient } from "@cellwire/runtime/http-client.ts";
import { healthRoutes, HttpServer } from "@cellwire/runtime/http-server.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import { Lifecycle, runMain } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { createLogger } from "@cellwire/runtime/log.ts";
import { migrate } from "@cellwire/runtime/migrate.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Telemetry } from "@cellwire/runtime/telemetry.ts";
import { meter, startTelemetry } from "@cellwire/runtime/telemetry.ts";
import type { Pool } from "pg";
import type { ForwarderConfig, GatewayConfig, MemberConfig } from "./config.ts";
import { forwarderConfig, gatewayConfig, migrateConfig } from "./config.ts";
import { Acceptor } from "./flow/accept.ts";
import { CursorCollector } from "./flow/acknowledge.ts";
import { CatchUp } from "./flow/catch-up.ts";
import { Deliverer } from "./flow/deliver.ts";
import { DirectoryClient } from "./forward/directory-client.ts";
import { createForwarder } from "./forward/forwarder.ts";
import { GATEWAY_LIMITS } from "./gateway/gateway-limits.ts";
import { GatewayMetrics } from "./gateway/gateway-metrics.ts";
import { HeadsOffers } from "./gateway/heads-offers.ts";
import type { MeshMetrics } from "./gateway/mesh-metrics.ts";
import { meshMetrics } from "./gateway/mesh-metrics.ts";
import { gatewayMeshReceiver } from "./gateway/mesh-receiver.ts";
import type { MeshReceiver } from "./gateway/mesh-server.ts";
import { MeshServer } from "./gateway/mesh-server.ts";
import { MeshTokens } from "./gateway/mesh-token.ts";
import { ProcessMesh } from "./gateway/mesh.ts";
import { Registry } from "./gateway/registry.ts";
import { GatewayServer } from "./gateway/server.ts";
import { PostgresForwardInbox } from "./inbox/postgres-forward.ts";
import { PostgresGatewayInbox } from "./inbox/postgres-gateway.ts";
import { ensurePartitions, Retention } from "./inbox/retention.ts";
import { loadStatements, MIGRATIONS } from "./inbox/statements.ts";
import { routeKeys } from "./route/keys.ts";
import { RedisGuard } from "./route/redis-guard.ts";
import { RedisProcesses } from "./route/redis-processes.ts";
import { RedisRoutes } from "./route/redis-routes.ts";
import { RouteHeartbeat } from "./route/route-heartbeat.ts";
import { DirectoryKeys, fetchKeysFrom } from "./trust/directory-keys.ts";
import { OwnKeys } from "./trust/own-keys.ts";
import { PeerTokenIssuer } from "./trust/peer-tokens.ts";
import { Tickets } from "./trust/tickets.ts";

const STATEMENT_TIMEOUT_MS = 10_000;
const DIRECTORY_TIMEOUT_MS = 3_000;
const INTERNAL_BODY_BYTES_MAX = 64 * 1024;
const READS_WAITING_MAX = 20_000;

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = {
  gateway: () => runMember("gateway", gatewayConfig, composeGateway),
  forwarder: () => runMember("forwarder", forwarderConfig, composeForwarder),
  migrate: runMigrations,
};

async function main(command: string | undefined): Promise<void> {
  const run = command === undefined ? undefined : COMMANDS[command];
  if (run) return run();
  process.stderr.write(`usage: main.ts ${Object.keys(COMMANDS).join(" | ")}\n`);
  process.exit(2);
}

async function runMigrations(): Promise<void> {
  const log = createLogger({ service: "cell-migrate", level: "info" });
  await runMain({
    name: "migrate",
    log,
    build: async () => {
      const config = migrateConfig();
      const pool = createPool({
        url: config.CELLWIRE_DATABASE_URL,
        max: 1,
        applicationName: "cellwire-migrate",
        statementTimeoutMs: STATEMENT_TIMEOUT_MS,
        log,
      });
      await migrate({ pool, directory: MIGRATIONS, log });
      await ensurePartitions(pool, systemClock.nowMs());
      await pool.end();
      process.exit(0);
    },
  });
}

async function runMember<C extends MemberConfig>(
  role: "gateway" | "forwarder",
  readConfig: () => C,
  compose: (member: Member<C>) => void,
): Promise<void> {
  const bootLog = createLogger({ service: `cell-${role}`, level: "info" });
  await runMain({
    name: role,
    log: bootLog,
    build: async () => {
      const config = readConfig();
      const member = await buildMember(role, config);
      compose(member);
      return member.lifecycle;
    },
  });
}

/** What every process of a cell has. */
interface Member<C extends MemberConfig> {
  readonly config: C;
  readonly role: "gateway" | "forwarder";
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly faults: Faults;
  readonly telemetry: Telemetry;
  readonly pool: Pool;
  readonly redis: Redis;
  readonly guard: RedisGuard;
  readonly ownKeys: OwnKeys;
  readonly directoryKeys: DirectoryKeys;
  readonly meshMetrics: MeshMetrics;
}

async function buildMember<C extends MemberConfig>(role: Member<C>["role"], config: C): Promise<Member<C>> {
  const service = `${config.CELLWIRE_CELL}/${config.CELLWIRE_PROCESS}`;
  const log = createLogger({ service, level: config.CELLWIRE_LOG_LEVEL });
  const telemetry = await startTelemetry({ service: `cellwire-${role}`, log });
  const pool = createPool({
    url: config.CELLWIRE_DATABASE_URL,
    max: config.CELLWIRE_DATABASE_CONNECTIONS,
    applicationName: service,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    log,
  });
  const redis = createRedis({ url: config.CELLWIRE_REDIS_URL, name: service, log });
  const directory = new HttpClient({
    baseUrl: config.CELLWIRE_DIRECTORY_URL,
    connections: 2,
    timeoutMs: DIRECTORY_TIMEOUT_MS,
  });
  const directoryKeys = new DirectoryKeys({ fetchKeys: fetchKeysFrom(directory), clock: systemClock, log });
  const lifecycle = new Lifecycle()
    .add(telemetry)
    .add(closing("postgres-pool", () => pool.end()))
    .add(closing("redis", async () => redis.disconnect()))
    .add(closing("directory-http", () => directory.close()))
    .add(directoryKeys);
  return {
    config,
    role,
    lifecycle,
    log,
    faults: parseFaults(config.CELLWIRE_FAULTS),
    telemetry,
    pool,
    redis,
    guard: new RedisGuard({ clock: systemClock, log }),
    ownKeys: await OwnKeys.read(config.CELLWIRE_CELL_KEYS_FILE, systemClock),
    directoryKeys,
    meshMetrics: meshMetrics(meter("cellwire-mesh")),
  };
}

/** The mesh as this process uses it; `addInternalPort` adds it to the lifecycle. */
function makeMesh(member: Member<MemberConfig>): { readonly mesh: ProcessMesh; readonly gone: (listener: MeshServer) => void } {
  const { config, role, log, redis, guard, ownKeys } = member;
  const cell = config.CELLWIRE_CELL;
  let server: MeshServer | undefined;
  const mesh = new ProcessMesh({
    self: { name: config.CELLWIRE_PROCESS, role, url: config.CELLWIRE_ADVERTISE_URL },
    processes: new RedisProcesses({ redis, keys: routeKeys(cell), guard }),
    tokens: new MeshTokens({ cell, keys: ownKeys, clock: systemClock }),
    onGone: (sibling) => server?.gone(sibling),
    metrics: member.meshMetrics,
    clock: systemClock,
    log,
  });
  return { mesh, gone: (listener) => void (server = listener) };
}

/** Health, metrics, further routes and the mesh's incoming links on the internal port, then the mesh itself. */
function addInternalPort(
  member: Member<MemberConfig>,
  options: {
    readonly links: ReturnType<typeof makeMesh>;
    readonly receiver: MeshReceiver;
    readonly notReady: () => string[];
    readonly routes: (app: HttpServer["app"]) => void;
  },
): void {
  const { config, lifecycle, log, ownKeys, pool, telemetry } = member;
  const health = healthRoutes({
    metricsText: () => telemetry.metricsText(),
    ready: async () => [...options.notReady(), ...(await databaseNotReady(pool))],
  });
  const internal = new HttpServer({
    name: "internal-http",
    host: config.CELLWIRE_HOST,
    port: config.CELLWIRE_INTERNAL_PORT,
    log,
    bodyLimitBytes: INTERNAL_BODY_BYTES_MAX,
    routes: (app) => {
      health(app);
      options.routes(app);
    },
  });
  const meshServer = new MeshServer({
    server: internal.app.server,
    tokens: new MeshTokens({ cell: config.CELLWIRE_CELL, keys: ownKeys, clock: systemClock }),
    receiver: options.receiver,
    metrics: member.meshMetrics,
    log,
  });
  options.links.gone(meshServer);
  lifecycle.add(internal).add(meshServer).add(options.links.mesh);
}

function composeGateway(member: Member<GatewayConfig>): void {
  const { config, lifecycle, log, faults, pool, redis, guard, ownKeys, directoryKeys } = member;
  const cell = config.CELLWIRE_CELL;
  const clock = systemClock;
  const inbox = new PostgresGatewayInbox({ pool, cell, clock, statements: loadStatements() });
  const registry = new Registry();
  const metrics = new GatewayMetrics();
  metrics.observe(meter("cellwire-gateway"));
  const limits = { ...GATEWAY_LIMITS, socketsMax: config.CELLWIRE_CONNECTIONS_MAX };
  const offers = new HeadsOffers({
    devices: () => registry.all(),
    offersPerSecond: limits.offersPerSecond,
    metrics,
    clock,
    log,
  });
  let isStarted = false;
  const links = makeMesh(member);
  const { mesh } = links;
  addInternalPort(member, {
    links,
    receiver: gatewayMeshReceiver({ registry, offers }),
    notReady: () => (isStarted ? [] : ["gateway-server"]),
    routes: () => undefined,
  });
  const routes = new RedisRoutes({ redis, keys: routeKeys(cell), guard, self: config.CELLWIRE_PROCESS });
  const heartbeat = new RouteHeartbeat({
    redis,
    routes,
    guard,
    devices: () => registry.all(),
    onStale: ({ user, device, connectionEpoch }) =>
      registry.displace({ user, device, connectionEpoch: connectionEpoch + 1, reason: "replaced" }),
    onMissing: (route) => {
      const device = registry.find(route);
      if (device) offers.missed(device);
    },
    clock,
    log,
  });
  const deliverer = new Deliverer({ sockets: registry, routes, mesh });
  const acceptor = new Acceptor({
    inbox,
    deliver: (messages) => deliverer.publish(messages),
    onOwed: () => mesh.wakeForwarders(),
    faults,
    log,
    lanes: config.CELLWIRE_ACCEPT_LANES,
    onDoubt: () => offers.offerAll("a batch failed in the database"),
  });
  const cursors = new CursorCollector({
    inbox,
    notify: (request) => deliverer.notify(request),
    flushIntervalMs: config.CELLWIRE_CURSOR_FLUSH_MS,
    log,
  });
  const server = new GatewayServer({
    host: config.CELLWIRE_HOST,
    port: config.CELLWIRE_GATEWAY_PORT,
    handshakesPerAddressMax: config.CELLWIRE_HANDSHAKES_PER_ADDRESS,
    drainMs: config.CELLWIRE_DRAIN_MS,
    random: systemRandom,
    cell,
    tickets: new Tickets({ cell, ownKeys, directoryKeys, clock }),
    catchUp: new CatchUp({
      inbox,
      readsAtOnceMax: Math.max(1, config.CELLWIRE_DATABASE_CONNECTIONS - config.CELLWIRE_ACCEPT_LANES - 1),
      readsWaitingMax: READS_WAITING_MAX,
    }),
    acceptor,
    cursors,
    registry,
    routes,
    mesh,
    onRouteUnknown: () => heartbeat.passSoon(),
    offers,
    limits,
    metrics,
    clock,
    log,
  });
  lifecycle.add(heartbeat).add(offers).add(cursors).add(acceptor);
  lifecycle.add(server);
  lifecycle.add({
    name: "readiness",
    start: async () => void (isStarted = true),
    stop: async () => void (isStarted = false),
  });
}

function composeForwarder(member: Member<ForwarderConfig>): void {
  const { config, lifecycle, log, faults, pool, redis, guard, ownKeys, directoryKeys } = member;
  const cell = config.CELLWIRE_CELL;
  const clock = systemClock;
  const tokens = new PeerTokenIssuer({ cell, keys: ownKeys, clock });
  const directory = new DirectoryClient({ url: config.CELLWIRE_DIRECTORY_URL, tokens });
  const routes = new RedisRoutes({ redis, keys: routeKeys(cell), guard, self: config.CELLWIRE_PROCESS });
  const inbox = new PostgresForwardInbox({ pool, cell, clock, statements: loadStatements() });
  const links = makeMesh(member);
  const forwarder = createForwarder({
    cell,
    inbox,
    deliverer: new Deliverer({ routes, mesh: links.mesh }),
    directory,
    directoryKeys: directoryKeys.resolve,
    tokens,
    redis,
    openWorkerRedis: () =>
      createRedis({ url: config.CELLWIRE_REDIS_URL, name: `${cell}-worker`, log, maxRetriesPerRequest: null }),
    meter: meter("cellwire-forward"),
    faults,
    clock,
    random: systemRandom,
    log,
  });
  addInternalPort(member, {
    links,
    receiver: forwarderMeshReceiver(() => forwarder.wake()),
    notReady: () => forwarder.notReady(),
    routes: forwarder.outboxRoutes,
  });
  for (const service of forwarder.services) lifecycle.add(service);
  lifecycle.add(new Retention({ pool, clock, log }));
  lifecycle.add(
    new HttpServer({
      name: "ingest-http",
      host: config.CELLWIRE_HOST,
      port: config.CELLWIRE_INGEST_PORT,
      log,
      bodyLimitBytes: LIMITS.ingestBytesMax,
      routes: forwarder.ingestRoutes,
    }),
  );
}

/** A forwarder has no sockets: siblings only wake it. */
function forwarderMeshReceiver(wake: () => void): MeshReceiver {
  const nothing = () => undefined;
  return { publish: nothing, notify: nothing, displace: nothing, probe: nothing, wake };
}

async function databaseNotReady(pool: Pool): Promise<string[]> {
  try {
    await pool.query("select");
    return [];
  } catch {
    return ["postgres"];
  }
}

function closing(name: string, stop: () => Promise<void>): Service {
  return { name, start: async () => {}, stop };
}

await main(process.argv[2]);
