/** Lets nodes be drained one pod at a time. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, selectorLabels, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";

/** Undefined with one replica: a budget for it would only keep nodes from being drained. */
export function disruptionBudget(input: CellInput, component: "gateway" | "forwarder"): KubeObject | undefined {
  if (replicasAtLeast(input, component) < 2) return undefined;
  const cell = input.cell.metadata.name;
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: ownedMetadata(input, { name: childNames(cell)[component], component }),
    spec: {
      maxUnavailable: 1,
      // A pod that serves nobody need not be protected; otherwise a sick cell blocks the drain of its nodes.
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: selectorLabels(cell, component) },
    },
  };
}

function replicasAtLeast({ cell }: CellInput, component: "gateway" | "forwarder"): number {
  const { gateway, forwarder } = cell.spec;
  return component === "forwarder" ? forwarder.replicas : (gateway.replicas ?? gateway.autoscaling?.min ?? 1);
}
