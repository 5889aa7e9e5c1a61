/** Lets go of what holds data: the volume by its reclaim policy, the Secrets in any case. */

import type { KubeObject, Resource } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { HIBERNATION } from "../../resources/cloud-native-pg-cluster.ts";
import { childNames, PROTECT_FINALIZER } from "../../resources/names.ts";
import { isOfCell, title } from "../ensure.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { objectKey, type Visit } from "../visit.ts";
import { keepVolume } from "./keep-volume.ts";

/** Says of a kept object why it is there. */
const RETAINED_ANNOTATION = "cellwire.dev/retained";

export async function deleteData(visit: Visit): Promise<Outcome> {
  const names = childNames(visit.cell.metadata.name);
  const database = await letGoOfDatabase(visit, names.postgres);
  if (database.kind !== "done") return database;
  for (const name of [names.postgres, names.redis, names.cellKeysSecret]) {
    const outcome = await destroy(visit, RESOURCES.Secret, name);
    if (outcome.kind !== "done") return outcome;
  }
  return DONE;
}

async function letGoOfDatabase(visit: Visit, name: string): Promise<Outcome> {
  const { mode, reclaimPolicy } = visit.cell.spec.postgres;
  if (mode === "External") return DONE;
  const resource = mode === "Managed" ? RESOURCES.PersistentVolumeClaim : RESOURCES.CloudNativePgCluster;
  if (reclaimPolicy === "Delete") return destroy(visit, resource, name);
  const kept = await ownObject(visit, resource, name);
  if (kept === undefined || !isProtected(kept)) return DONE;
  // Its namespace is being deleted, and the claim with it: the volume itself has to be told to stay.
  const isLost = kept.metadata.deletionTimestamp !== undefined;
  if (isLost && mode === "Managed") await keepVolume(visit, kept);
  const annotations = {
    ...kept.metadata.annotations,
    [RETAINED_ANNOTATION]: `kept from Cell ${visit.cell.metadata.name}, which was deleted`,
    ...(mode === "CloudNativePG" && { [HIBERNATION]: "on" }),
  };
  await unprotect(visit, resource, { ...kept, metadata: { ...kept.metadata, annotations } });
  const message = `${resource.kind} ${name} in namespace ${visit.cell.metadata.namespace} is kept with the cell's data`;
  if (!isLost) visit.world.events.record(visit.object, { type: "Normal", reason: "Retained", message });
  return DONE;
}

/** First the deletion, then the protection: so a crash between the two is seen, and resumed. */
async function destroy(visit: Visit, resource: Resource, name: string): Promise<Outcome> {
  const { api } = visit.world;
  const found = await ownObject(visit, resource, name);
  if (found === undefined) return DONE;
  const { uid, resourceVersion, deletionTimestamp } = found.metadata;
  if (deletionTimestamp === undefined) {
    await api.delete(resource, objectKey(visit, name), { preconditions: { uid: uid!, resourceVersion } });
    return waiting("Deleting", `${title(found)} is being deleted`, 0);
  }
  if (isProtected(found)) await unprotect(visit, resource, found);
  return DONE;
}

async function ownObject(visit: Visit, resource: Resource, name: string): Promise<KubeObject | undefined> {
  const found = await visit.world.api.get(resource, objectKey(visit, name));
  return found !== undefined && isOfCell(found, visit.input) ? { ...found, kind: resource.kind } : undefined;
}

function isProtected({ metadata }: KubeObject): boolean {
  return metadata.finalizers?.includes(PROTECT_FINALIZER) === true;
}

/** Nobody keeps it any more; what `annotations` says of it stays with it. */
async function unprotect(visit: Visit, resource: Resource, object: KubeObject): Promise<void> {
  const { name, uid, resourceVersion, finalizers = [], annotations } = object.metadata;
  await visit.world.api.patch(resource, objectKey(visit, name), {
    patch: { metadata: { annotations, finalizers: finalizers.filter((one) => one !== PROTECT_FINALIZER) } },
    preconditions: { uid: uid!, resourceVersion: resourceVersion! },
  });
}
