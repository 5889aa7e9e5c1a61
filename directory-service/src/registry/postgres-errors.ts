/** What a failure of the database means to the directory. */

import { DirectoryError } from "../errors.ts";

const UNIQUE_VIOLATION = "23505";
const PLACEMENT_KEY = "placement_thing";

/**
 * SQLSTATE classes (PostgreSQL manual, appendix A) that say "not now": connection, rollback (deadlock, serialization),
 * resources, operator intervention (shutdown, statement timeout), system error; and writing to what became a standby.
 */
const UNAVAILABLE = /^(08|40|53|57|58)|^25006$/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

export function isThingPlacedAlready(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === UNIQUE_VIOLATION && constraint === PLACEMENT_KEY;
}

/** REGISTRY_UNAVAILABLE when the database does not answer; anything else is a bug and stays what it is. */
export function translateFailure(error: unknown): unknown {
  if (error instanceof DirectoryError) return error;
  const { code } = error as { code?: unknown };
  const refused = typeof code === "string" && SQLSTATE.test(code);
  // What has no SQLSTATE never got an answer: connection refused or lost, time-out.
  if (refused && !UNAVAILABLE.test(code)) return error;
  return new DirectoryError("REGISTRY_UNAVAILABLE", { cause: error });
}
