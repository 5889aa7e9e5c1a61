import type { Pool } from "pg";
import { systemClock, type Clock } from "./clock.ts";
import type { Logger } from "./log.ts";
import { systemRandom, type Random } from "./random.ts";

export interface PostgresReadyOptions {
  readonly pool: Pick<Pool, "query">;
  /** No further try begins after this; one that is under way takes what the pool allows it. */
  readonly waitMs: number;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly random?: Pick<Random, "float">;
}

/** The database did not answer in the time it was given; `cause` is what the last try met. */
export class DatabaseUnreachable extends Error {
  override readonly name = "DatabaseUnreachable";
  readonly code = "DATABASE_UNREACHABLE";
  readonly retryable = true;
}

const PAUSE_FIRST_MS = 250;
const PAUSE_MAX_MS = 5_000;
/** Wrong user or password, and no such database (PostgreSQL, appendix A, classes 28 and 3D): waiting heals neither. */
const FINAL = /^(28|3D)[0-9A-Z]{3}$/;

/**
 * Resolves when the database answers, for whoever may be started before it.
 * @throws {DatabaseUnreachable} when it did not within `waitMs`, and at once what the server says of user or database.
 */
export async function postgresReady(options: PostgresReadyOptions): Promise<void> {
  const { pool, waitMs, log, clock = systemClock, random = systemRandom } = options;
  const startedMs = clock.monotonicMs();
  for (let ceilingMs = PAUSE_FIRST_MS; ; ceilingMs = Math.min(PAUSE_MAX_MS, ceilingMs * 2)) {
    const fault = await faultOf(pool);
    if (fault === undefined) return;
    if (FINAL.test(fault.code ?? "")) throw fault;
    const delayMs = Math.round(ceilingMs * (0.5 + random.float() / 2));
    if (clock.monotonicMs() - startedMs + delayMs > waitMs)
      throw new DatabaseUnreachable(`the database did not answer for ${waitMs / 1_000} s`, { cause: fault });
    log.warn({ err: fault, delayMs }, "the database does not answer yet");
    await new Promise((resolve) => setTimeout(resolve, delayMs));
  }
}

async function faultOf(pool: Pick<Pool, "query">): Promise<(Error & { code?: string }) | undefined> {
  try {
    await pool.query("select");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
