/** Why the pods of a cell do not get up, in their own words. */

import { RESOURCES } from "../kube/resources.ts";
import type { Component } from "../resources/cell-object.ts";
import { cached, type Visit } from "./visit.ts";

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly message?: string; readonly exitCode?: number };
}

interface PodStatus {
  readonly conditions?: readonly { type: string; status: string; message?: string }[];
  readonly containerStatuses?: readonly {
    readonly ready: boolean;
    readonly state?: ContainerState;
    readonly lastState?: ContainerState;
  }[];
}

export function podTrouble(visit: Visit, component: Component): string | undefined {
  const { name, namespace } = visit.cell.metadata;
  for (const pod of visit.world.cache.list(RESOURCES.Pod, namespace)) {
    const labels = pod.metadata.labels ?? {};
    if (labels["app.kubernetes.io/instance"] !== name || labels["app.kubernetes.io/component"] !== component) continue;
    const trouble = troubleOf(pod["status"] ?? {});
    if (trouble !== undefined) return `pod ${pod.metadata.name}: ${trouble}`;
  }
  return undefined;
}

/** Of pods that there should be, and that a quota or an admission webhook keeps from being made. */
export function replicaTrouble(visit: Visit, deployment: string): string | undefined {
  type Status = { readonly conditions?: readonly { type: string; status: string; message?: string }[] };
  const { conditions = [] } = (cached(visit, RESOURCES.Deployment, deployment)?.["status"] ?? {}) as Status;
  return conditions.find(({ type, status }) => type === "ReplicaFailure" && status === "True")?.message;
}

function troubleOf({ conditions = [], containerStatuses = [] }: PodStatus): string | undefined {
  const unscheduled = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unscheduled) return unscheduled.message ?? "it cannot be scheduled";
  const sick = containerStatuses.find(({ ready }) => !ready);
  const last = sick?.lastState?.terminated ?? sick?.state?.terminated;
  const waitingFor = sick?.state?.waiting;
  if (last?.message !== undefined) return last.message.trim();
  if (last?.exitCode !== undefined && last.exitCode !== 0)
    return `it ended with exit code ${last.exitCode}; read its log`;
  // These two are the way of every pod that starts.
  if (waitingFor?.reason === undefined || /^(ContainerCreating|PodInitializing)$/.test(waitingFor.reason))
    return undefined;
  return waitingFor.message ?? waitingFor.reason;
}
