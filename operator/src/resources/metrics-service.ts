/** Headless: how Prometheus finds each process of a cell. The internal port must stand behind no other Service. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, selectorLabels, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { PORTS } from "./ports.ts";

export function metricsService(input: CellInput): KubeObject {
  const cell = input.cell.metadata.name;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: ownedMetadata(input, { name: childNames(cell).metrics }),
    spec: {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: selectorLabels(cell),
      ports: [{ name: "internal", port: PORTS.internal, targetPort: "internal", protocol: "TCP" }],
    },
  };
}
