/** The cell's database: the operator's own, CloudNativePG's, or somebody else's. */

import { KubeError, type KubeObject } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { cloudNativePgCluster } from "../../resources/cloud-native-pg-cluster.ts";
import { childNames } from "../../resources/names.ts";
import { postgresConfigMap } from "../../resources/postgres-config-map.ts";
import { postgresService } from "../../resources/postgres-service.ts";
import { postgresStatefulSet } from "../../resources/postgres-stateful-set.ts";
import { postgresVolumeClaim } from "../../resources/postgres-volume-claim.ts";
import { ensureAll } from "../ensure.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { storeImage } from "../rollout.ts";
import { cached, observed, type Visit } from "../visit.ts";
import { volumeSize } from "../volume-size.ts";
import { workloadState } from "../workload-state.ts";

/** Its objects are watched only where its kind is known, so it is asked. */
const CLUSTER_POLL_MS = 15_000;

export async function postgres(visit: Visit): Promise<Outcome> {
  switch (visit.cell.spec.postgres.mode) {
    case "External":
      return DONE;
    case "CloudNativePG":
      return cloudNativePg(visit);
    default:
      return managed(visit);
  }
}

async function managed(visit: Visit): Promise<Outcome> {
  const { input } = visit;
  const { postgres: name } = childNames(visit.cell.metadata.name);
  const claim = cached(visit, RESOURCES.PersistentVolumeClaim, name);
  const pod = { ...input, ...storeImage(visit, "postgres"), secretHash: visit.memory.secrets!.hashes.postgres };
  const outcome = await ensureAll(visit, [
    { resource: RESOURCES.PersistentVolumeClaim, object: postgresVolumeClaim(input, claim) },
    { resource: RESOURCES.ConfigMap, object: postgresConfigMap(input, volumeSize(visit)) },
    { resource: RESOURCES.Service, object: postgresService(input) },
    { resource: RESOURCES.StatefulSet, object: postgresStatefulSet(pod) },
  ]);
  if (outcome.kind !== "done") return outcome;
  const { ready } = workloadState(cached(visit, RESOURCES.StatefulSet, name));
  return ready > 0 ? DONE : waiting("PostgresStarting", "waiting for Postgres to answer");
}

async function cloudNativePg(visit: Visit): Promise<Outcome> {
  const wanted = cloudNativePgCluster(visit.input);
  const outcome = await ensureAll(visit, [{ resource: RESOURCES.CloudNativePgCluster, object: wanted }]).catch(
    unknownKind,
  );
  if (outcome.kind !== "done") return outcome;
  const condition = readyCondition(await observed(visit, RESOURCES.CloudNativePgCluster, wanted.metadata.name));
  if (condition?.status === "True") return DONE;
  const message = condition?.message ?? "CloudNativePG has not said anything yet; is its operator running?";
  return waiting("PostgresStarting", message, CLUSTER_POLL_MS);
}

function unknownKind(error: unknown): Outcome {
  if (!(error instanceof KubeError) || error.reason !== "NotFound") throw error;
  const message = "the cluster does not know CloudNativePG's Cluster; install its operator";
  return waiting("CloudNativePgUnknown", message, CLUSTER_POLL_MS);
}

/** CloudNativePG's own word on its Cluster. */
export function readyCondition(cluster: KubeObject | undefined): { status: string; message?: string } | undefined {
  type Status = { readonly conditions?: readonly { type: string; status: string; message?: string }[] };
  return (cluster?.["status"] as Status | undefined)?.conditions?.find(({ type }) => type === "Ready");
}
