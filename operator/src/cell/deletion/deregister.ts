/** The directory knows the cell as gone: its name may be used again, by another incarnation. */

import { DONE, type Outcome } from "../outcome.ts";
import { registrationOf } from "../registration.ts";
import type { Visit } from "../visit.ts";
import type { Farewell } from "./farewell.ts";

export async function deregister(visit: Visit, { registration, forced }: Farewell): Promise<Outcome> {
  if (registration.kind !== "registered") return DONE;
  const { record } = registration;
  const retired = { ...registrationOf(record), state: "RETIRED", schedulable: false } as const;
  try {
    await visit.world.directory.register({ cell: record.cell, registration: retired, after: record });
  } catch (error) {
    if (!forced) throw error;
    visit.world.log.warn({ cell: record.cell, err: error }, "a cell is deleted by force and stays registered");
  }
  return DONE;
}
