/** How clients reach the gateways. */

import type { Cell } from "../api/cell.ts";
import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, selectorLabels, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";

export function gatewayService(input: CellInput): KubeObject {
  const cell = input.cell.metadata.name;
  const { type, port, nodePort, annotations } = input.cell.spec.gateway.service;
  const options = {
    name: childNames(cell).gateway,
    component: "gateway",
    ...(annotations && { annotations }),
  } as const;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: ownedMetadata(input, options),
    spec: {
      type,
      selector: selectorLabels(cell, "gateway"),
      ports: [{ name: "clients", port, targetPort: "clients", protocol: "TCP", ...(nodePort && { nodePort }) }],
    },
  };
}

/**
 * The URL that the directory hands to clients; undefined while a load balancer has no address yet.
 *
 * @param service as the API server has it
 */
export function gatewayUrl(cell: Cell, service: KubeObject | undefined): string | undefined {
  const { publicUrl, type, port } = cell.spec.gateway.service;
  if (publicUrl !== undefined) return publicUrl;
  if (type === "LoadBalancer") {
    const address = loadBalancerAddress(service);
    return address === undefined ? undefined : `ws://${address}:${port}`;
  }
  return `ws://${childNames(cell.metadata.name).gateway}.${cell.metadata.namespace}.svc:${port}`;
}

function loadBalancerAddress(service: KubeObject | undefined): string | undefined {
  type Status = { readonly loadBalancer?: { readonly ingress?: readonly { ip?: string; hostname?: string }[] } };
  const [first] = (service?.["status"] as Status | undefined)?.loadBalancer?.ingress ?? [];
  if (first?.ip?.includes(":") === true) return `[${first.ip}]`;
  return first?.ip ?? first?.hostname;
}
