/** How large the volume of the managed Postgres is, which is not yet, or never, what it was last asked to be. */

import { RESOURCES } from "../kube/resources.ts";
import { childNames } from "../resources/names.ts";
import { cached, type Visit } from "./visit.ts";

/** A quantity. Before there is a volume, what it is to be. */
export function volumeSize(visit: Visit): string {
  const { metadata, spec } = visit.cell;
  const claim = cached(visit, RESOURCES.PersistentVolumeClaim, childNames(metadata.name).postgres);
  const status = claim?.["status"] as { readonly capacity?: { readonly storage?: string } } | undefined;
  return status?.capacity?.storage ?? spec.postgres.storage.size;
}
