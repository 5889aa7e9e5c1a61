/** Whether the cell may have its name: two cells of one name would be one to the directory, and so to everybody else. */

import { nameTaken } from "../name-taken.ts";
import { DONE, type Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";

export async function name(visit: Visit): Promise<Outcome> {
  const heard = visit.world.directory.lookup(visit.cell.metadata.name);
  // A directory that is away keeps no cell from being made. `directory` looks again before it registers anything.
  return (heard.known ? nameTaken(visit, heard.record) : undefined) ?? DONE;
}
