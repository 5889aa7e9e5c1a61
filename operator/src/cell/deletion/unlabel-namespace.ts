/** With its last cell gone, a namespace may be deleted again. */

import { RESOURCES } from "../../kube/resources.ts";
import { DONE, type Outcome } from "../outcome.ts";
import { HOLDS_CELLS_LABEL } from "../phases/namespace.ts";
import type { Visit } from "../visit.ts";

export async function unlabelNamespace(visit: Visit): Promise<Outcome> {
  const { api } = visit.world;
  const { namespace } = visit.cell.metadata;
  // Read before the cells are counted: the patch fails if the label was confirmed or set since.
  const before = await api.get(RESOURCES.Namespace, { name: namespace });
  if (before?.metadata.labels?.[HOLDS_CELLS_LABEL] === undefined) return DONE;
  const cells = await api.list(RESOURCES.Cell, { namespace });
  if (cells.some(({ metadata }) => metadata.uid !== visit.input.uid)) return DONE;
  const { uid, resourceVersion } = before.metadata;
  await api.patch(
    RESOURCES.Namespace,
    { name: namespace },
    {
      patch: { metadata: { labels: { [HOLDS_CELLS_LABEL]: null } } },
      preconditions: { uid: uid!, resourceVersion: resourceVersion! },
    },
  );
  return DONE;
}
