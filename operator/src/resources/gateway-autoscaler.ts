/**
 * Scales the gateways by their connections: a metric of the pods, which an adapter such as prometheus-adapter has to
 * offer (custom.metrics.k8s.io). Scaling down is slow, because each pod that goes moves its clients.
 */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { CONNECTIONS_METRIC } from "./member-metrics.ts";

const SCALE_DOWN = {
  stabilizationWindowSeconds: 600,
  policies: [{ type: "Pods", value: 1, periodSeconds: 120 }],
};

/** Undefined when the Cell names a number of replicas. */
export function gatewayAutoscaler(input: CellInput): KubeObject | undefined {
  const { autoscaling } = input.cell.spec.gateway;
  if (autoscaling === undefined) return undefined;
  const name = childNames(input.cell.metadata.name).gateway;
  const target = { type: "AverageValue", averageValue: String(autoscaling.targetConnectionsPerPod) };
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: ownedMetadata(input, { name, component: "gateway" }),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: autoscaling.min,
      maxReplicas: autoscaling.max,
      metrics: [{ type: "Pods", pods: { metric: { name: CONNECTIONS_METRIC }, target } }],
      behavior: { scaleDown: SCALE_DOWN },
    },
  };
}
