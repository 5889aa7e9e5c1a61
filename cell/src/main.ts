/** A cell's processes: `main.ts gateway | forwarder | migrate`. What each is made of is in compose-*.ts. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { runMain } from "@cellwire/runtime/run-main.ts";
import { createLogger } from "@cellwire/runtime/log.ts";
import { migrate } from "@cellwire/runtime/migrate.ts";
import { postgresReady } from "@cellwire/runtime/postgres-ready.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import { composeForwarder } from "./compose-forwarder.ts";
import { composeGateway } from "./compose-gateway.ts";
import type { Member } from "./compose-member.ts";
import { buildMember, STATEMENT_TIMEOUT_MS } from "./compose-member.ts";
import type { MemberConfig } from "./config.ts";
import { forwarderConfig, gatewayConfig, migrateConfig } from "./config.ts";
import { keepHeapSmall } from "./gateway/heap.ts";
import { ensurePartitions } from "./inbox/retention.ts";
import { MIGRATIONS } from "./inbox/statements.ts";

/** A migration may be started together with its database. */
const DATABASE_WAIT_MS = 60_000;

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = {
  gateway: () => {
    keepHeapSmall();
    return runMember("gateway", gatewayConfig, composeGateway);
  },
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
      await postgresReady({ pool, waitMs: DATABASE_WAIT_MS, log });
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

await main(process.argv[2]);
