import { Pool, type ClientBase, type PoolClient } from "pg";
import type { Logger } from "./log.ts";

export interface PoolOptions {
  /** postgres:// URL; its password never reaches a log. */
  readonly url: string;
  /** The most connections this pool opens. */
  readonly max: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** The server cancels a statement after this; the client gives up a little later, should the server be gone. */
  readonly statementTimeoutMs: number;
  readonly log: Logger;
  /** Looks at each new connection before anybody gets it; when it rejects, the connection is closed and who waits for it told why. */
  readonly onConnect?: ((client: ClientBase) => Promise<void>) | undefined;
}

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_AFTER_MS = 10_000;
const CLIENT_GRACE_MS = 1_000;

/**
 * A pool with every wait bounded: for a free connection or a new one (5 s), for a statement, for an idle transaction.
 * Connects when first used. `bigint` columns arrive as text, as `pg` has it. End it with `pool.end()`.
 */
export function createPool(options: PoolOptions): Pool {
  const { log, statementTimeoutMs, onConnect } = options;
  const pool = new Pool({
    connectionString: options.url,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    // Statements are short and many. Where a plan is held to its indexes, its cost is beyond all bounds, and the server would spend
    // half a second on compiling what takes a tenth of a millisecond.
    options: "-c jit=off",
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + CLIENT_GRACE_MS,
    idle_in_transaction_session_timeout: statementTimeoutMs + CLIENT_GRACE_MS,
    // The pool waits for what it returns, which its types do not say.
    ...(onConnect && { onConnect: (client) => onConnect(client) as unknown as void }),
  });
  // Without listeners a lost connection, idle or in use, would end the process. Whoever uses it gets the error anyway.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", (err) => log.warn({ err }, "idle Postgres connection lost"));
  return pool;
}

/**
 * Runs `work` in a transaction: commits when it resolves, rolls back when it rejects, and passes its outcome on. An
 * error of the commit itself leaves the outcome unknown. A connection in doubt is closed, not reused.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let reusable = false;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    reusable = true;
    return result;
  } catch (error) {
    reusable = await rolledBack(client);
    throw error;
  } finally {
    client.release(!reusable);
  }
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query("rollback");
    return true;
  } catch {
    // The connection is gone or stuck, and closing it rolls back. The caller throws the error that tells why.
    return false;
  }
}
