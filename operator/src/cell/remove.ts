/** Deletes one object of the cell, after a fresh look at it: a cache may be behind, and names are used again. */

import type { KubeObject, Resource } from "../kube/contract.ts";
import { isOfCell, title } from "./ensure.ts";
import { DONE, waiting, type Outcome } from "./outcome.ts";
import { objectKey, type Visit } from "./visit.ts";

const RETRY_MS = 5_000;

export async function remove(visit: Visit, resource: Resource, stale: KubeObject): Promise<Outcome> {
  const { api } = visit.world;
  const key = objectKey(visit, stale.metadata.name);
  const fresh = await api.get(resource, key);
  if (fresh === undefined || fresh.metadata.uid !== stale.metadata.uid || !isOfCell(fresh, visit.input)) return DONE;
  const removing = waiting("Removing", `${title(fresh)} is not wanted any more and is being removed`, RETRY_MS);
  if (fresh.metadata.deletionTimestamp !== undefined) return removing;
  const { uid, resourceVersion } = fresh.metadata;
  await api.delete(resource, key, { preconditions: { uid: uid!, resourceVersion } });
  return removing;
}
