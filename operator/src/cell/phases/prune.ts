/** Removes what the cell no longer wants. Runs when all else is done, so that it is known what is wanted. */

import { RESOURCES } from "../../kube/resources.ts";
import type { KubeObject, Resource } from "../../kube/contract.ts";
import { controller } from "../ensure.ts";
import { DONE, type Outcome } from "../outcome.ts";
import { remove } from "../remove.ts";
import type { Visit } from "../visit.ts";

const KINDS: readonly Resource[] = [
  RESOURCES.PodDisruptionBudget,
  RESOURCES.ServiceMonitor,
  RESOURCES.Deployment,
  RESOURCES.StatefulSet,
  RESOURCES.Service,
  RESOURCES.ConfigMap,
  RESOURCES.NetworkPolicy,
];

/** Releases whose migration is remembered, so that going back to one of them need not run it again. */
const JOBS_KEPT = 5;

export async function prune(visit: Visit): Promise<Outcome> {
  for (const resource of KINDS) {
    const left = ownedBy(visit, resource).find((object) => !isWanted(visit, resource, object));
    if (left) return remove(visit, resource, left);
  }
  const jobs = ownedBy(visit, RESOURCES.Job).toSorted(newestFirst).slice(JOBS_KEPT);
  const old = jobs.find((job) => !isWanted(visit, RESOURCES.Job, job));
  return old === undefined ? DONE : remove(visit, RESOURCES.Job, old);
}

function ownedBy(visit: Visit, resource: Resource): KubeObject[] {
  const all = visit.world.cache.list(resource, visit.cell.metadata.namespace);
  return all.filter(
    (object) => controller(object) === visit.input.uid && object.metadata.deletionTimestamp === undefined,
  );
}

function isWanted(visit: Visit, { kind }: Resource, { metadata }: KubeObject): boolean {
  return visit.wanted.has(`${kind}/${metadata.name}`);
}

function newestFirst(one: KubeObject, other: KubeObject): number {
  return (other.metadata.creationTimestamp ?? "").localeCompare(one.metadata.creationTimestamp ?? "");
}
