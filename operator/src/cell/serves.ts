/** Whether users could use the cell: its database, a gateway and a forwarder answer. */

import { RESOURCES } from "../kube/resources.ts";
import { childNames } from "../resources/names.ts";
import { cached, type Visit } from "./visit.ts";
import { workloadState } from "./workload-state.ts";

export function serves(visit: Visit): boolean {
  const { gateway, forwarder } = childNames(visit.cell.metadata.name);
  const ready = (name: string) => workloadState(cached(visit, RESOURCES.Deployment, name)).ready;
  const hasForwarder = visit.cell.spec.forwarder.replicas === 0 || ready(forwarder) > 0;
  return isPostgresUp(visit) && ready(gateway) > 0 && hasForwarder;
}

/** A gateway is ready only while its database answers, so for one that is not ours their word is enough. */
function isPostgresUp(visit: Visit): boolean {
  if (visit.cell.spec.postgres.mode !== "Managed") return true;
  const { postgres } = childNames(visit.cell.metadata.name);
  return workloadState(cached(visit, RESOURCES.StatefulSet, postgres)).ready > 0;
}
