/** A Service inside the cluster before the pods of one component. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, selectorLabels, type CellInput, type Component } from "./cell-object.ts";

interface ServicePort {
  readonly component: Component;
  readonly servicePort: number;
  /** Name of the container's port. */
  readonly targetPort: string;
}

export function clusterService(input: CellInput, name: string, port: ServicePort): KubeObject {
  const { component, servicePort, targetPort } = port;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: ownedMetadata(input, { name, component }),
    spec: {
      type: "ClusterIP",
      selector: selectorLabels(input.cell.metadata.name, component),
      ports: [{ name: targetPort, port: servicePort, targetPort, protocol: "TCP" }],
    },
  };
}
