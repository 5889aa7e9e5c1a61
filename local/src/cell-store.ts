/** Read-only questions to a cell's Postgres and Redis, for `status` and `trace`. Bounded in time; never content. */

import { readFileSync } from "node:fs";
import { Redis } from "ioredis";
import pg from "pg";

const CONNECT_MS = 2_000;
const QUERY_MS = 10_000;

export interface OutboxDepth {
  /** A cell's id; '' while the recipient's home is unknown. */
  readonly destination: string;
  /** Messages, the parked ones among them. */
  readonly waiting: number;
  /** Messages that the other cell rejects, until somebody drives them again. */
  readonly parked: number;
  /** In the queue or under way. */
  readonly batches: number;
}

export async function readOutboxDepths(postgresUrl: string): Promise<OutboxDepth[]> {
  return withPostgres(postgresUrl, (client) => readRows<OutboxDepth>(client, "outbox-depth.sql"));
}

/** Connects for as long as `use` runs. */
export async function withPostgres<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: QUERY_MS,
    application_name: "cellwire-local",
  });
  // A server that dies under the connection rejects the query below; the event would end this process.
  client.on("error", () => {});
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end();
  }
}

export async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const options = { lazyConnect: true, connectTimeout: CONNECT_MS, commandTimeout: CONNECT_MS };
  const client = new Redis(url, { ...options, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on("error", () => {}); // likewise
  try {
    await client.connect();
    return await use(client);
  } finally {
    client.disconnect();
  }
}

/** Runs one of the statements in sql/. */
export async function readRows<Row>(client: pg.Client, file: string, values: unknown[] = []): Promise<Row[]> {
  const statement = readFileSync(new URL(`./sql/${file}`, import.meta.url), "utf8");
  const result = await client.query(statement, values);
  return result.rows as Row[];
}
