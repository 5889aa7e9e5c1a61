/** What there is to know before a cell may go, read freshly: nothing here comes from a cache. */

import type { CellRecord } from "@cellwire/protocol";
import type { KubeObject } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { publicKey } from "../../resources/key-set.ts";
import { childNames } from "../../resources/names.ts";
import { isRecordOf } from "../registration.ts";
import { parsedKeys, secretData } from "../secret-data.ts";
import { objectKey, type Visit } from "../visit.ts";

export const FORCE_ANNOTATION = "cellwire.dev/force-delete";

export interface Farewell {
  readonly object: KubeObject;
  /** Someone said that what keeps the cell is to be passed over. */
  readonly forced: boolean;
  registration: Registration;
}

export type Registration =
  | { readonly kind: "unreachable"; readonly message: string }
  /** Never registered, or retired, or the record is of another cell of that name. */
  | { readonly kind: "none" }
  | { readonly kind: "registered"; readonly record: CellRecord };

/** Undefined when the Cell is gone, or another has its name. */
export async function readFarewell(visit: Visit): Promise<Farewell | undefined> {
  const object = await visit.world.api.get(RESOURCES.Cell, objectKey(visit, visit.cell.metadata.name));
  if (object === undefined || object.metadata.uid !== visit.input.uid) return undefined;
  return { object, forced: isForced(visit, object), registration: await readRegistration(visit) };
}

function isForced({ cell, world }: Visit, { metadata }: KubeObject): boolean {
  if (metadata.annotations?.[FORCE_ANNOTATION] === cell.metadata.name) return true;
  const { onTimeout, timeoutSeconds } = cell.spec.drain;
  if (onTimeout !== "Force" || timeoutSeconds === undefined) return false;
  return world.clock.nowMs() - Date.parse(metadata.deletionTimestamp ?? "") > timeoutSeconds * 1_000;
}

async function readRegistration(visit: Visit): Promise<Registration> {
  const { name } = visit.cell.metadata;
  let record: CellRecord | undefined;
  try {
    record = await visit.world.directory.fetch(name);
  } catch (error) {
    visit.world.log.warn({ cell: name, err: error }, "the directory did not say whether the cell has users");
    return { kind: "unreachable", message: (error as Error).message };
  }
  if (record === undefined || record.state === "RETIRED" || !(await isOurs(visit, record))) return { kind: "none" };
  return { kind: "registered", record };
}

/** Whoever lost the keys goes by what was once written into the status. */
async function isOurs(visit: Visit, record: CellRecord): Promise<boolean> {
  const { cellKeysSecret } = childNames(visit.cell.metadata.name);
  const secret = await visit.world.api.get(RESOURCES.Secret, objectKey(visit, cellKeysSecret));
  if (secret === undefined) return visit.cell.status?.directory?.generation === record.generation;
  return isRecordOf(record, parsedKeys(secretData(secret)).keys.map(publicKey));
}

/** Whether the cell ever took users: only then can it have something to lose. */
export function mayHaveUsers({ registration }: Farewell): boolean {
  return registration.kind === "registered" && registration.record.state !== "PROVISIONING";
}
