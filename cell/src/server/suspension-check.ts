/** Closes connections of users who were suspended a short while ago. */

import type { UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import type { Registry } from "../gateway/registry.ts";

/** A link takes seconds at most, and a mesh that was down comes back within the time of a few looks. */
const LOOK_BACK_MS = 5 * 60_000;
const USERS_MAX = 10_000;

export async function closeSuspended(options: {
  readonly pool: Pick<Pool, "query">;
  readonly registry: Pick<Registry, "closeAll">;
  readonly clock: Clock;
}): Promise<void> {
  const { pool, registry, clock } = options;
  const { rows } = await pool.query<{ user_id: UserId }>(
    "select user_id from suspension where since_ms > $1 order by since_ms desc limit $2",
    [clock.nowMs() - LOOK_BACK_MS, USERS_MAX],
  );
  for (const { user_id: user } of rows) registry.closeAll(user, "SUSPENDED");
}
