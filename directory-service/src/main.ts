/** The directory's processes: `serve` answers the API, `migrate` brings the database to the newest schema and ends. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { ConfigError } from "@cellwire/runtime/config.ts";
import { healthRoutes, HttpServer } from "@cellwire/runtime/http-server.ts";
import { EXIT_CODES, exitWithBadConfiguration, runMain } from "@cellwire/runtime/run-main.ts";
import { Lifecycle, type Service } from "@cellwire/runtime/lifecycle.ts";
import { createLogger, type Logger } from "@cellwire/runtime/log.ts";
import { migrate } from "@cellwire/runtime/migrate.ts";
import { postgresReady } from "@cellwire/runtime/postgres-ready.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { meter, startTelemetry } from "@cellwire/runtime/telemetry.ts";
import type pg from "pg";
import { composeServer } from "./compose-server.ts";
import { readMigrateConfig, readServeConfig, type MigrateConfig, type ServeConfig } from "./config.ts";
import { BODY_BYTES_MAX, directoryRoutes } from "./http/routes.ts";
import { readKeyFiles } from "./key-files.ts";
import { directoryMetrics } from "./metrics.ts";
import { MIGRATIONS } from "./registry/migrations.ts";
import { PostgresRegistry } from "./registry/postgres.ts";
import { readStatements } from "./registry/statements.ts";
import { PeerTokenVerifier } from "./tickets/peer-token.ts";
import { Signer } from "./tickets/signer.ts";
import { UserTokenVerifier } from "./tickets/user-token.ts";

const SERVICE = "directory";
const CONNECTIONS_MAX = 10;
const STATEMENT_TIMEOUT_MS = 5_000;
/** A migration may be started together with its database. */
const DATABASE_WAIT_MS = 60_000;
const USAGE = "usage: node directory-service/src/main.ts serve | migrate";

await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  switch (words.join(" ")) {
    case "serve":
      return serve();
    case "migrate":
      return runMigrations();
    default:
      process.stderr.write(`${USAGE}\n`);
      process.exitCode = EXIT_CODES.badConfiguration;
  }
}

async function serve(): Promise<void> {
  const config = configured(readServeConfig);
  const log = createLogger({ service: SERVICE, level: config.logLevel });
  await runMain({ name: SERVICE, log, build: () => buildServer(config, log) });
}

async function buildServer(config: ServeConfig, log: Logger): Promise<Lifecycle> {
  const { signingKeys, userKeys, adminToken, serverKeys } = await readKeyFiles(config);
  const telemetry = await startTelemetry({ service: SERVICE });
  const pool = openPool(config, log);
  const registry = new PostgresRegistry(pool, await readStatements());
  const signer = new Signer(signingKeys, systemClock);
  const backend = composeServer({
    pool,
    registry,
    signer,
    serverKeys,
    webhook: config.webhook,
    meter: meter(SERVICE),
    log,
  });
  const routes = directoryRoutes({
    registry,
    signer,
    erasures: backend.erasures,
    publishedKeys: signingKeys.published,
    userTokens: new UserTokenVerifier(userKeys, systemClock),
    peerTokens: new PeerTokenVerifier(registry, systemClock),
    adminToken,
    clock: systemClock,
    random: systemRandom,
    metrics: directoryMetrics(meter(SERVICE)),
    log,
  });
  // An unmigrated database fails this as well as one that does not answer.
  const ready = (): Promise<string[]> =>
    registry.head().then(
      () => [],
      () => ["database"],
    );
  const health = healthRoutes({ ready, metricsText: () => telemetry.metricsText() });
  const server = new HttpServer({
    name: "http",
    host: config.host,
    port: config.port,
    log,
    bodyLimitBytes: BODY_BYTES_MAX,
    routes: (app) => {
      health(app);
      routes(app);
      backend.routes(app);
    },
  });
  const lifecycle = new Lifecycle().add(telemetry).add(poolService(pool));
  for (const service of backend.services) lifecycle.add(service);
  return lifecycle.add(server).add(announcement(server, log));
}

async function runMigrations(): Promise<void> {
  const config = configured(readMigrateConfig);
  const log = createLogger({ service: SERVICE, level: config.logLevel });
  const pool = openPool(config, log);
  try {
    await postgresReady({ pool, waitMs: DATABASE_WAIT_MS, log });
    const version = await migrate({ pool, directory: MIGRATIONS, log });
    log.info({ schemaVersion: version }, "database migrated");
  } catch (err) {
    log.fatal({ err }, "migration failed");
    process.exitCode = EXIT_CODES.failed;
  } finally {
    await pool.end();
  }
}

function openPool(config: MigrateConfig, log: Logger): pg.Pool {
  return createPool({
    url: config.databaseUrl,
    max: CONNECTIONS_MAX,
    applicationName: `cellwire-${SERVICE}`,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    log,
  });
}

/** Connects when first used, so that the directory starts, not ready, while its database is down. */
function poolService(pool: pg.Pool): Service {
  let ended: Promise<void> | undefined;
  return { name: "database", start: async () => undefined, stop: () => (ended ??= pool.end()) };
}

/** The port is news when the configuration left the choice to the system. */
function announcement(server: HttpServer, log: Logger): Service {
  const start = async (): Promise<void> => log.info({ port: server.port }, "listening");
  return { name: "announcement", start, stop: async () => undefined };
}

function configured<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) exitWithBadConfiguration(error);
    throw error;
  }
}
