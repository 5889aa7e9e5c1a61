/** What every builder works from, and the metadata that all objects of a cell have. */

import type { Cell } from "../api/cell.ts";
import type { ObjectMeta, OwnerReference } from "../kube/contract.ts";
import { PROTECT_FINALIZER } from "./names.ts";

export interface CellInput {
  readonly cell: Cell;
  readonly uid: string;
}

export const COMPONENTS = ["gateway", "forwarder", "postgres", "redis", "migrate"] as const;
export type Component = (typeof COMPONENTS)[number];

export const CELL_LABEL = "cellwire.dev/cell";
export const MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
export const OPERATOR_NAME = "cellwire-operator";

interface ObjectOptions {
  readonly name: string;
  /** Undefined: of the cell as a whole. */
  readonly component?: Component | undefined;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Goes when the Cell goes. */
export function ownedMetadata(input: CellInput, options: ObjectOptions): ObjectMeta {
  return { ...metadata(input, options), ownerReferences: [ownerReference(input)] };
}

/** Holds data: stays until the operator lets it go, whatever happens to the Cell or its namespace. */
export function dataMetadata(input: CellInput, options: ObjectOptions): ObjectMeta {
  return { ...metadata(input, options), finalizers: [PROTECT_FINALIZER] };
}

export function componentLabels(cell: string, component?: Component): Record<string, string> {
  return {
    ...selectorLabels(cell, component),
    [MANAGED_BY_LABEL]: OPERATOR_NAME,
    [CELL_LABEL]: cell,
  };
}

/** Never the name alone: a namespace may hold several cells, and a cell several kinds of pods. */
export function selectorLabels(cell: string, component?: Component): Record<string, string> {
  return {
    "app.kubernetes.io/name": "cellwire",
    "app.kubernetes.io/instance": cell,
    ...(component === undefined ? {} : { "app.kubernetes.io/component": component }),
  };
}

function metadata({ cell }: CellInput, { name, component, annotations }: ObjectOptions): ObjectMeta {
  return {
    name,
    namespace: cell.metadata.namespace,
    labels: componentLabels(cell.metadata.name, component),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function ownerReference({ cell, uid }: CellInput): OwnerReference {
  const { apiVersion, kind, metadata } = cell;
  return { apiVersion, kind, name: metadata.name, uid, controller: true, blockOwnerDeletion: true };
}
