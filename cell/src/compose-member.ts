/** What the processes of a cell have in common: stores, keys, the mesh and the internal port. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { parseFaults } from "@cellwire/runtime/faults.ts";
import type { Faults } from "@cellwire/runtime/faults.ts";
import { HttpClient } from "@cellwire/runtime/http-client.ts";
import { healthRoutes, HttpServer } from "@cellwire/runtime/http-server.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import { Lifecycle } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { createLogger } from "@cellwire/runtime/log.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import { createRedis, redisReady } from "@cellwire/runtime/redis.ts";
import type { Telemetry } from "@cellwire/runtime/telemetry.ts";
import { meter, startTelemetry } from "@cellwire/runtime/telemetry.ts";
import type { Pool } from "pg";
import type { OwnIncarnation } from "./compose-incarnation.ts";
import { addIncarnation, makeIncarnation, poolOptions } from "./compose-incarnation.ts";
import type { MemberConfig } from "./config.ts";
import type { MeshMetrics } from "./gateway/mesh-metrics.ts";
import { meshMetrics } from "./gateway/mesh-metrics.ts";
import type { MeshReceiver } from "./gateway/mesh-server.ts";
import { MeshServer } from "./gateway/mesh-server.ts";
import { MeshTokens } from "./gateway/mesh-token.ts";
import { ProcessMesh } from "./gateway/mesh.ts";
import { revokeRoutes } from "./gateway/revoke-routes.ts";
import type { DirectoryAnswers } from "./inbox/directory-answers.ts";
import { PostgresDirectoryAnswers } from "./inbox/directory-answers.ts";
import { PostgresRevocations } from "./inbox/revocations.ts";
import type { Statements } from "./inbox/statements.ts";
import { loadStatements } from "./inbox/statements.ts";
import { StorageGuard } from "./inbox/storage-guard.ts";
import { observeStorage } from "./inbox/storage-metrics.ts";
import { readVolumeBytes } from "./inbox/volume-bytes.ts";
import { routeKeys } from "./route/keys.ts";
import { RedisGuard } from "./route/redis-guard.ts";
import { RedisProcesses } from "./route/redis-processes.ts";
import { DirectoryKeys, fetchKeysFrom } from "./trust/directory-keys.ts";
import { OwnKeys } from "./trust/own-keys.ts";

export const STATEMENT_TIMEOUT_MS = 10_000;
const DIRECTORY_TIMEOUT_MS = 3_000;
const REDIS_AT_START_MS = 2_000;
const INTERNAL_BODY_BYTES_MAX = 64 * 1024;

/** What every process of a cell has. */
export interface Member<C extends MemberConfig> {
  readonly config: C;
  readonly role: "gateway" | "forwarder";
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly faults: Faults;
  readonly telemetry: Telemetry;
  readonly pool: Pool;
  readonly statements: Statements;
  readonly redis: Redis;
  readonly guard: RedisGuard;
  readonly ownKeys: OwnKeys;
  readonly directoryAnswers: DirectoryAnswers;
  readonly directoryKeys: DirectoryKeys;
  readonly meshMetrics: MeshMetrics;
  readonly own: OwnIncarnation;
}

export async function buildMember<C extends MemberConfig>(role: Member<C>["role"], config: C): Promise<Member<C>> {
  const service = `${config.CELLWIRE_CELL}/${config.CELLWIRE_PROCESS}`;
  const log = createLogger({ service, level: config.CELLWIRE_LOG_LEVEL });
  const telemetry = await startTelemetry({ service: `cellwire-${role}`, log });
  const statements = loadStatements();
  const faults = parseFaults(config.CELLWIRE_FAULTS);
  const ownKeys = await OwnKeys.read(config.CELLWIRE_CELL_KEYS_FILE, systemClock);
  const own = makeIncarnation({ config, statements, ownKeys, faults, log }, () => directoryKeys);
  const pool = createPool({
    ...poolOptions(config, log),
    max: config.CELLWIRE_DATABASE_CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onConnect: (client) => own.incarnation.check(client),
  });
  const redis = createRedis({ url: config.CELLWIRE_REDIS_URL, name: service, log });
  const directory = new HttpClient({
    baseUrl: config.CELLWIRE_DIRECTORY_URL,
    connections: 2,
    timeoutMs: DIRECTORY_TIMEOUT_MS,
  });
  const directoryAnswers = new PostgresDirectoryAnswers({ pool, statements, clock: systemClock, log });
  const directoryKeys = new DirectoryKeys({
    fetchKeys: fetchKeysFrom(directory),
    answers: directoryAnswers,
    clock: systemClock,
    log,
  });
  const lifecycle = new Lifecycle()
    .add(telemetry)
    .add(closing("postgres-pool", () => pool.end()))
    .add(redisConnection(redis, log))
    .add(closing("directory-http", () => directory.close()))
    .add(directoryKeys);
  return {
    config,
    role,
    lifecycle,
    log,
    faults,
    telemetry,
    pool,
    statements,
    redis,
    guard: new RedisGuard({ clock: systemClock, log }),
    ownKeys,
    directoryAnswers,
    directoryKeys,
    meshMetrics: meshMetrics(meter("cellwire-mesh")),
    own,
  };
}

/** Whether new messages may be stored: always, where nobody says how large the volume is. */
export function addStorageGuard({ config, lifecycle, pool, statements, log }: Member<MemberConfig>): () => boolean {
  const file = config.CELLWIRE_STORAGE_BYTES_FILE;
  if (file === undefined) return () => true;
  const guard = new StorageGuard({ pool, statements, sizeBytes: () => readVolumeBytes(file), log });
  observeStorage(meter("cellwire-storage"), guard);
  lifecycle.add(guard);
  return () => guard.hasRoom;
}

/** The mesh as this process uses it; `addInternalPort` adds it to the lifecycle. */
export function makeMesh(member: Member<MemberConfig>): {
  readonly mesh: ProcessMesh;
  readonly gone: (listener: MeshServer) => void;
} {
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
export function addInternalPort(
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
    ready: async () => {
      // Without it nothing else is ready, and nothing else says why.
      const notCurrent = member.own.incarnation.notReady();
      return notCurrent.length > 0 ? notCurrent : [...options.notReady(), ...(await databaseNotReady(pool))];
    },
  });
  const { links, receiver } = options;
  const revoke = revokeRoutes({
    revocations: new PostgresRevocations({ pool, cell: config.CELLWIRE_CELL, clock: systemClock }),
    displace: (displacement) => {
      receiver.displace(displacement);
      links.mesh.displaceEverywhere(displacement);
    },
    log,
  });
  const internal = new HttpServer({
    name: "internal-http",
    host: config.CELLWIRE_HOST,
    port: config.CELLWIRE_INTERNAL_PORT,
    log,
    bodyLimitBytes: INTERNAL_BODY_BYTES_MAX,
    routes: (app) => {
      health(app);
      revoke(app);
      options.routes(app);
    },
  });
  const meshServer = new MeshServer({
    server: internal.app.server,
    tokens: new MeshTokens({ cell: config.CELLWIRE_CELL, keys: ownKeys, clock: systemClock }),
    receiver,
    metrics: member.meshMetrics,
    log,
  });
  links.gone(meshServer);
  lifecycle.add(internal);
  addIncarnation(lifecycle, member.own);
  lifecycle.add(meshServer).add(links.mesh);
}

async function databaseNotReady(pool: Pool): Promise<string[]> {
  try {
    await pool.query("select");
    return [];
  } catch {
    return ["postgres"];
  }
}

/**
 * Waits a little at the start: the mesh must find its siblings before clients come, else a process that dies young dies
 * unnoticed, with deliveries that nobody makes. Without Redis it starts all the same.
 */
function redisConnection(redis: Redis, log: Logger): Service {
  return {
    name: "redis",
    start: async () => {
      try {
        await redisReady(redis, AbortSignal.timeout(REDIS_AT_START_MS));
      } catch (err) {
        log.warn({ err }, "started without Redis");
      }
    },
    stop: async () => redis.disconnect(),
  };
}

function closing(name: string, stop: () => Promise<void>): Service {
  return { name, start: async () => {}, stop };
}
