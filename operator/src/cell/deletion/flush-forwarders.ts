/** What the cell owes other cells must have reached them. */

import type { KubeObject } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { componentLabels } from "../../resources/cell-object.ts";
import { rounded } from "../connection-counts.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";
import { FORCE_ANNOTATION, mayHaveUsers, type Farewell } from "./farewell.ts";

const LOOK_AGAIN_MS = 5_000;

export async function flushForwarders(visit: Visit, farewell: Farewell): Promise<Outcome> {
  if (farewell.forced || !mayHaveUsers(farewell)) return DONE;
  const { name, namespace } = visit.cell.metadata;
  const labels = Object.entries(componentLabels(name, "forwarder"));
  const labelSelector = labels.map((pair) => pair.join("=")).join(",");
  const pods = await visit.world.api.list(RESOURCES.Pod, { namespace, labelSelector });
  const podIp = pods.map(readyIp).find((ip) => ip !== undefined);
  const way = `the annotation ${FORCE_ANNOTATION}: ${name} gives it up`;
  if (podIp === undefined) {
    const message = `no forwarder serves, to say what the cell still owes other cells; ${way}`;
    return waiting("NoForwarder", message, LOOK_AGAIN_MS);
  }
  const { rows, parked } = await visit.world.members.outbox(podIp);
  if (rows + parked === 0) return DONE;
  // Rounded: each change of the words is a write, and that another visit.
  const owed = `${rounded(rows)} messages wait for other cells, and ${rounded(parked)} were rejected by them and wait for an operator`;
  return waiting("OutboxNotEmpty", `${owed}; ${way}`, LOOK_AGAIN_MS);
}

function readyIp({ status, metadata }: KubeObject): string | undefined {
  type Status = { readonly podIP?: string; readonly conditions?: readonly { type: string; status: string }[] };
  const { podIP, conditions = [] } = (status ?? {}) as Status;
  const isReady = conditions.some((condition) => condition.type === "Ready" && condition.status === "True");
  return isReady && metadata.deletionTimestamp === undefined ? podIP : undefined;
}
