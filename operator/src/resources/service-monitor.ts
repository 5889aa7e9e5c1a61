/** Tells the Prometheus operator to read the metrics of a cell's processes. */

import type { KubeObject } from "../kube/contract.ts";
import { componentLabels, ownedMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";

const INTERVAL = "30s";

export function serviceMonitor(input: CellInput): KubeObject {
  const cell = input.cell.metadata.name;
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: ownedMetadata(input, { name: childNames(cell).metrics }),
    spec: {
      selector: { matchLabels: componentLabels(cell) },
      targetLabels: ["cellwire.dev/cell"],
      podTargetLabels: ["app.kubernetes.io/component"],
      endpoints: [{ port: "internal", path: "/metrics", interval: INTERVAL }],
    },
  };
}
