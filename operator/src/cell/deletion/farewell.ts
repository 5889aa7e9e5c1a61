/** What there is to know before a cell may go, read freshly: nothing here comes from a cache. */

import type { CellRecord, JsonWebKeyOkp } from "@cellwire/protocol";
import type { KubeObject } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { publicKey } from "../../resources/key-set.ts";
import { childNames } from "../../resources/names.ts";
import { isRecordOf, isRecordTold } from "../registration.ts";
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
  /** The directory cannot be reached, or it is not certain whose record it has. */
  | { readonly kind: "unknown"; readonly reason: "DirectoryUnreachable" | "KeysLost"; readonly message: string }
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
    const message = `the directory does not say whether the cell has users (${(error as Error).message})`;
    return { kind: "unknown", reason: "DirectoryUnreachable", message };
  }
  return record === undefined || record.state === "RETIRED" ? { kind: "none" } : await ofWhom(visit, record);
}

async function ofWhom(visit: Visit, record: CellRecord): Promise<Registration> {
  const { cell, world } = visit;
  const { cellKeysSecret } = childNames(cell.metadata.name);
  const secret = await world.api.get(RESOURCES.Secret, objectKey(visit, cellKeysSecret));
  const publicKeys = secret && readableKeys(secret);
  if (publicKeys) return isRecordOf(record, publicKeys) ? { kind: "registered", record } : { kind: "none" };
  // The keys go after the registration.
  const isPast = secret === undefined && cell.status?.deletion?.step === "DeletingResources";
  if (isPast || cell.status?.directory?.generation !== record.generation) return { kind: "none" };
  if (isRecordTold(record, cell)) return { kind: "registered", record };
  const what = secret === undefined ? "is gone" : "cannot be read";
  const message = `Secret ${cellKeysSecret} ${what}: the cell on record may be this one or another of its name`;
  return { kind: "unknown", reason: "KeysLost", message };
}

function readableKeys(secret: KubeObject): JsonWebKeyOkp[] | undefined {
  try {
    return parsedKeys(secretData(secret)).keys.map(publicKey);
  } catch {
    return undefined;
  }
}

/** Whether the cell ever took users: only then can it have something to lose. */
export function mayHaveUsers({ registration }: Farewell): boolean {
  return registration.kind === "registered" && registration.record.state !== "PROVISIONING";
}
