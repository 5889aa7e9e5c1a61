/** What a Deployment or StatefulSet says of itself. */

import type { KubeObject } from "../kube/contract.ts";

export interface WorkloadState {
  readonly exists: boolean;
  /** Pods that should be there. */
  readonly wanted: number;
  /** Pods that are there, those that end included. */
  readonly total: number;
  /** Of these, pods that serve. */
  readonly ready: number;
  /** Of these, pods of the newest template. */
  readonly updated: number;
  /** All pods are of the newest template. */
  readonly isReplaced: boolean;
  /** And all of them serve. */
  readonly isRolledOut: boolean;
  /** What its controller says when the newest template does not get up. */
  readonly stalled: string | undefined;
}

interface Workload {
  readonly spec?: { readonly replicas?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly updatedReplicas?: number;
    readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
  };
}

export function workloadState(object: KubeObject | undefined): WorkloadState {
  const { spec, status } = (object ?? {}) as Workload;
  const wanted = spec?.replicas ?? 1;
  // What is said of a former generation says nothing of this one.
  const isObserved = (status?.observedGeneration ?? 0) >= (object?.metadata.generation ?? 0);
  const ready = status?.availableReplicas ?? status?.readyReplicas ?? 0;
  const updated = isObserved ? (status?.updatedReplicas ?? 0) : 0;
  const total = status?.replicas ?? 0;
  const isReplaced = object !== undefined && isObserved && updated >= wanted && total <= wanted;
  const progressing = isObserved ? status?.conditions?.find(({ type }) => type === "Progressing") : undefined;
  return {
    exists: object !== undefined,
    wanted,
    total,
    ready,
    updated,
    isReplaced,
    isRolledOut: isReplaced && ready >= wanted,
    stalled: progressing?.status === "False" ? (progressing.message ?? "its deadline has passed") : undefined,
  };
}

/** "1 of 2 pods serve; 1 of 2 runs the newest template" */
export function workloadText(state: WorkloadState): string {
  if (!state.exists) return "not made yet";
  const { wanted, ready, updated } = state;
  const older = updated < wanted ? `, ${updated} of ${wanted} have the newest template` : "";
  return `${ready} of ${wanted} pods serve${older}`;
}
