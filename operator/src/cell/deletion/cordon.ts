/** No new users from here on. */

import { registrationOf } from "../registration.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";
import { FORCE_ANNOTATION, mayHaveUsers, type Farewell } from "./farewell.ts";

const RETRY_MS = 10_000;

export async function cordon(visit: Visit, farewell: Farewell): Promise<Outcome> {
  const { registration, forced } = farewell;
  if (registration.kind === "unknown") {
    if (forced) return DONE;
    const way = `the deletion goes on when that is known, or by the annotation ${FORCE_ANNOTATION}: ${visit.cell.metadata.name}`;
    return waiting(registration.reason, `${registration.message}; ${way}`, RETRY_MS);
  }
  if (registration.kind === "none" || !mayHaveUsers(farewell)) return DONE;
  const { record } = registration;
  // SUSPECT, FENCED and FAILED are judgements of others; they take no new users either.
  const state = record.state === "ACTIVE" ? "DRAINING" : record.state;
  if (record.state === state && !record.schedulable) return DONE;
  const cordoned = { ...registrationOf(record), state, schedulable: false };
  const written = await visit.world.directory.register({ cell: record.cell, registration: cordoned, after: record });
  farewell.registration = { kind: "registered", record: written };
  return DONE;
}
