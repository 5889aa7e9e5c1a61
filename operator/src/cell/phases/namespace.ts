/** Labels the namespace, so that the admission policy of the chart keeps it from being deleted under its cells. */

import { RESOURCES } from "../../kube/resources.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";

export const HOLDS_CELLS_LABEL = "cellwire.dev/holds-cells";

export async function namespace(visit: Visit): Promise<Outcome> {
  const key = { name: visit.cell.metadata.namespace };
  const { api, cache } = visit.world;
  const known = cache.get(RESOURCES.Namespace, key) ?? (await api.get(RESOURCES.Namespace, key));
  if (known === undefined) return waiting("NamespaceMissing", `namespace ${key.name} is not there`);
  const { labels, uid, resourceVersion, deletionTimestamp } = known.metadata;
  if (labels?.[HOLDS_CELLS_LABEL] === "true") return DONE;
  if (deletionTimestamp !== undefined)
    return waiting("NamespaceBeingDeleted", `namespace ${key.name} is being deleted`);
  await api.patch(RESOURCES.Namespace, key, {
    patch: { metadata: { labels: { [HOLDS_CELLS_LABEL]: "true" } } },
    preconditions: { uid: uid!, resourceVersion: resourceVersion! },
  });
  return DONE;
}
