/** Removes what the cell is made of: what runs, then how it was reached, then what holds data. */

import type { KubeObject, Resource } from "../../kube/contract.ts";
import { KubeError } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { CELL_LABEL, MANAGED_BY_LABEL, OPERATOR_NAME } from "../../resources/cell-object.ts";
import { controller, title } from "../ensure.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";
import { deleteData } from "./delete-data.ts";
import type { Farewell } from "./farewell.ts";
import { unlabelNamespace } from "./unlabel-namespace.ts";

const RUNNING: readonly Resource[] = [
  RESOURCES.HorizontalPodAutoscaler,
  RESOURCES.Deployment,
  RESOURCES.StatefulSet,
  RESOURCES.Job,
];
const AROUND: readonly Resource[] = [
  RESOURCES.ServiceMonitor,
  RESOURCES.PodDisruptionBudget,
  RESOURCES.Service,
  RESOURCES.ConfigMap,
  RESOURCES.NetworkPolicy,
  RESOURCES.ServiceAccount,
];
const LOOK_AGAIN_MS = 1_000;
const NAMED_MAX = 5;

export async function deleteResources(visit: Visit, { forced }: Farewell): Promise<Outcome> {
  const running = await deleteAll(visit, RUNNING);
  if (running.length > 0) return untilGone(running);
  const pods = await labelled(visit, RESOURCES.Pod);
  // A pod of a node that does not answer never ends; whoever forces knows of it.
  if (pods.length > 0 && !forced) return untilGone(pods.map(title));
  const around = await deleteAll(visit, AROUND);
  if (around.length > 0) return untilGone(around);
  const data = await deleteData(visit);
  return data.kind === "done" ? unlabelNamespace(visit) : data;
}

/** The titles of what is still there. */
async function deleteAll(visit: Visit, kinds: readonly Resource[]): Promise<string[]> {
  const left: string[] = [];
  for (const resource of kinds) {
    const owned = (await labelled(visit, resource)).filter((object) => controller(object) === visit.input.uid);
    for (const object of owned) {
      const { name, namespace, uid, resourceVersion, deletionTimestamp } = object.metadata;
      left.push(`${resource.kind} ${name}`);
      if (deletionTimestamp !== undefined) continue;
      visit.signal.throwIfAborted();
      await visit.world.api.delete(resource, { name, namespace }, { preconditions: { uid: uid!, resourceVersion } });
    }
  }
  return left;
}

async function labelled(visit: Visit, resource: Resource): Promise<readonly KubeObject[]> {
  const { name, namespace } = visit.cell.metadata;
  const labelSelector = `${MANAGED_BY_LABEL}=${OPERATOR_NAME},${CELL_LABEL}=${name}`;
  try {
    return await visit.world.api.list(resource, { namespace, labelSelector });
  } catch (error) {
    // The cluster does not know the kind.
    if (error instanceof KubeError && error.reason === "NotFound") return [];
    throw error;
  }
}

function untilGone(titles: readonly string[]): Outcome {
  if (titles.length === 0) return DONE;
  const named = titles.slice(0, NAMED_MAX).join(", ");
  const more = titles.length > NAMED_MAX ? ` and ${titles.length - NAMED_MAX} more` : "";
  return waiting("Deleting", `waiting until ${named}${more} are gone`, LOOK_AGAIN_MS);
}
