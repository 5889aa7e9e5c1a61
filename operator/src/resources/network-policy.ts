/** The parts that network policies are made of. Ports are those of the pods, not of the Services before them. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, selectorLabels, type CellInput, type Component } from "./cell-object.ts";
import { PORTS } from "./ports.ts";

export interface PolicyRule {
  readonly ports?: readonly object[];
  readonly from?: readonly object[];
  readonly to?: readonly object[];
}

export interface PolicyOptions {
  readonly name: string;
  /** Undefined: all pods of the cell. */
  readonly component?: Component;
  readonly ingress: readonly PolicyRule[];
  readonly egress: readonly PolicyRule[];
}

export function networkPolicy(input: CellInput, { name, component, ingress, egress }: PolicyOptions): KubeObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: ownedMetadata(input, { name, component }),
    spec: {
      podSelector: { matchLabels: selectorLabels(input.cell.metadata.name, component) },
      policyTypes: ["Ingress", "Egress"],
      ...(ingress.length > 0 && { ingress }),
      ...(egress.length > 0 && { egress }),
    },
  };
}

export function tcp(...ports: number[]): object[] {
  return ports.map((port) => ({ protocol: "TCP", port }));
}

/** Pods of these components of the same cell. */
export function ofCell(input: CellInput, ...components: Component[]): object[] {
  return components.map((component) => ({
    podSelector: { matchLabels: selectorLabels(input.cell.metadata.name, component) },
  }));
}

/** Pods with these labels, in namespaces with those; no labels: in all. */
export function podsIn(namespaceLabels: object, podLabels?: object): object {
  const empty = Object.keys(namespaceLabels).length === 0;
  return {
    namespaceSelector: empty ? {} : { matchLabels: namespaceLabels },
    ...(podLabels === undefined ? {} : { podSelector: { matchLabels: podLabels } }),
  };
}

/** To wherever the resolver is: in a pod, on the node, outside. */
export const DNS: PolicyRule = { ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: PORTS.dns })) };

export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";
