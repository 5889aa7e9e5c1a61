/** A name is taken when the directory has it on record with the keys of another cell that is not retired. */

import type { CellRecord } from "@cellwire/protocol";
import { waiting, type Waiting } from "./outcome.ts";
import { isRecordOf } from "./registration.ts";
import type { Visit } from "./visit.ts";

const RETRY_MS = 60_000;

/** Undefined: it is free, or the cell's own. */
export function nameTaken({ cell, memory }: Visit, record: CellRecord | undefined): Waiting | undefined {
  if (record === undefined || record.state === "RETIRED") return undefined;
  if (isRecordOf(record, memory.secrets!.publicKeys)) return undefined;
  const remedy = "give this Cell another name, or, if that cell is gone for good, register it as RETIRED";
  return waiting("NameTaken", `another cell is registered as ${cell.metadata.name}; ${remedy}`, RETRY_MS);
}
