/** How large the volume of the managed Postgres is, which is not yet, or never, what it was last asked to be. */

import { RESOURCES } from "../kube/resources.ts";
import { childNames } from "../resources/names.ts";
import { cached, type Visit } from "./visit.ts";

/** A quantity; undefined before there is a volume. */
export function volumeSize(visit: Visit): string | undefined {
  const claim = cached(visit, RESOURCES.PersistentVolumeClaim, childNames(visit.cell.metadata.name).postgres);
  return (claim?.["status"] as { readonly capacity?: { readonly storage?: string } } | undefined)?.capacity?.storage;
}
