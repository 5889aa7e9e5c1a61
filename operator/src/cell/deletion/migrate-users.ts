/** A cell that is home to someone stays. Moving users is not there yet; it will start here. */

import { DONE, waiting, type Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";
import { FORCE_ANNOTATION, type Farewell } from "./farewell.ts";

const LOOK_AGAIN_MS = 30_000;

export async function migrateUsers({ cell }: Visit, { registration, forced }: Farewell): Promise<Outcome> {
  if (forced || registration.kind !== "registered") return DONE;
  const { users } = registration.record;
  if (users === 0) return DONE;
  const who = users === 1 ? "1 user has its" : `${users} users have their`;
  const way = `the annotation ${FORCE_ANNOTATION}: ${cell.metadata.name} gives them up`;
  const message = `${who} home here, and this release cannot move users to other cells yet; ${way}`;
  return waiting("UsersRemain", message, LOOK_AGAIN_MS);
}
