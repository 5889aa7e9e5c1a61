/** The volume of the managed Postgres. It outlives its Cell unless reclaimPolicy is Delete. */

import { quantityValue } from "../api/quantity.ts";
import type { KubeObject } from "../kube/contract.ts";
import { dataMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";

export interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

/**
 * @param existing the claim as it is, if it is: its class cannot be changed, it cannot grow before it is bound to a
 *   volume, and a volume never shrinks, also when it was kept from a former cell that had a larger one
 */
export function postgresVolumeClaim(input: CellInput, existing?: KubeObject): KubeObject {
  const { metadata, spec } = input.cell;
  const { size, storageClassName } = spec.postgres.storage;
  const actual = existing?.["spec"] as ClaimSpec | undefined;
  const actualSize = actual?.resources?.requests?.storage;
  const isFixed = existing !== undefined && (existing["status"] as { phase?: string } | undefined)?.phase !== "Bound";
  const stays = actualSize !== undefined && (isFixed || isLarger(actualSize, size));
  const className = actual === undefined ? storageClassName : actual.storageClassName;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: dataMetadata(input, { name: childNames(metadata.name).postgres, component: "postgres" }),
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(className === undefined ? {} : { storageClassName: className }),
      resources: { requests: { storage: stays ? actualSize : size } },
    },
  };
}

export function isLarger(one: string, other: string): boolean {
  return quantityValue(one) > quantityValue(other);
}
