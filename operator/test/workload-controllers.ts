/**
 * Stands in for Kubernetes' controllers and kubelet: what the status of workloads becomes when all goes well. Pure, so
 * that it serves the API server in memory and a real one that has no nodes.
 */

import type { KubeObject, Resource } from "../src/kube/contract.ts";
import { RESOURCES } from "../src/kube/resources.ts";

export const ATTENDED: readonly Resource[] = [
  RESOURCES.Deployment,
  RESOURCES.StatefulSet,
  RESOURCES.Job,
  RESOURCES.PersistentVolumeClaim,
];

/** Undefined when it has that status already. */
export function healthyStatus(object: KubeObject): object | undefined {
  const wanted = wantedStatus(object);
  const before = (object["status"] ?? {}) as Record<string, unknown>;
  const isSame = Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(before[name]) === JSON.stringify(value),
  );
  return isSame ? undefined : wanted;
}

function wantedStatus(object: KubeObject): Record<string, unknown> {
  if (object.kind === "Job") return jobStatus();
  return object.kind === "PersistentVolumeClaim" ? claimStatus(object) : replicasStatus(object);
}

export function replicasStatus(object: KubeObject): Record<string, unknown> {
  const { replicas = 1 } = object["spec"] as { readonly replicas?: number };
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas };
  return { ...counts, observedGeneration: object.metadata.generation };
}

function claimStatus(object: KubeObject): Record<string, unknown> {
  const { resources, accessModes } = object["spec"] as { resources: { requests: object }; accessModes: string[] };
  return { phase: "Bound", accessModes, capacity: resources.requests };
}

function jobStatus(): Record<string, unknown> {
  const time = "2026-01-01T00:00:00Z";
  const condition = (type: string) => ({ type, status: "True", lastTransitionTime: time, lastProbeTime: time });
  return {
    startTime: time,
    completionTime: time,
    succeeded: 1,
    uncountedTerminatedPods: {},
    conditions: [condition("SuccessCriteriaMet"), condition("Complete")],
  };
}
