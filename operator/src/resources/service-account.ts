/** The identity of a cell's pods. It has no rights: they never talk to the API server. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";

export function serviceAccount(input: CellInput): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: ownedMetadata(input, { name: childNames(input.cell.metadata.name).serviceAccount }),
    automountServiceAccountToken: false,
  };
}
