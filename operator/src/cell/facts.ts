/** What the conditions are made of: what the caches show, what the phases said, what the directory has on record. */

import type { CellRecord } from "@cellwire/protocol";
import type { Cell } from "../api/cell.ts";
import type { KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";
import { gatewayUrl } from "../resources/gateway-service.ts";
import { childNames } from "../resources/names.ts";
import { isSameRelease, type Release } from "../resources/release.ts";
import type { BackupReport } from "./backup-reports.ts";
import type { DeletionState } from "./deletion/reconcile-deletion.ts";
import type { Outcomes } from "./outcome.ts";
import { podTrouble, replicaTrouble } from "./pod-trouble.ts";
import { isRecordOf, isRecordTold } from "./registration.ts";
import { carried, targetRelease } from "./rollout.ts";
import { serves } from "./serves.ts";
import { cached, type Visit } from "./visit.ts";
import { workloadState, type WorkloadState } from "./workload-state.ts";

export interface Facts {
  readonly cell: Cell;
  readonly unknownFields: readonly string[];
  /** Empty when the visit had no phases: the cell is paused, or nearly gone. */
  readonly outcomes: Outcomes;
  readonly postgres: WorkloadState;
  readonly volumeClaim: KubeObject | undefined;
  readonly redis: WorkloadState;
  readonly gateway: WorkloadState;
  readonly forwarder: WorkloadState;
  readonly serves: boolean;
  readonly endpoint: string | undefined;
  readonly release: {
    readonly target: Release;
    /** All gateways and forwarders run the target, and served with it once. */
    readonly isReached: boolean;
  };
  /** The cell's own, as last heard; undefined when nothing was, or there is none. */
  readonly record: CellRecord | undefined;
  /** As last heard, which may be what the status has from a former life of the operator. */
  readonly directoryState: string | undefined;
  readonly connections: number | undefined;
  readonly backup: BackupReport | "silent" | undefined;
  readonly deletion: DeletionState | undefined;
  /** Why the pods do not get up, in their own words. */
  readonly podTroubles: Readonly<Record<"postgres" | "redis" | "gateway" | "forwarder", string | undefined>>;
}

export function observeFacts(visit: Visit, deletion: DeletionState | undefined): Facts {
  const { cell, world, outcomes } = visit;
  const names = childNames(cell.metadata.name);
  const key = { namespace: cell.metadata.namespace, name: cell.metadata.name };
  const deployment = (name: string) => workloadState(cached(visit, RESOURCES.Deployment, name));
  const [gateway, forwarder] = [deployment(names.gateway), deployment(names.forwarder)];
  const target = targetRelease(visit).release;
  // A pod that falls later is no roll.
  const wasReached = isSameRelease(cell.status?.release?.current, target);
  const hasReached = ({ isReplaced, isRolledOut }: WorkloadState) => (wasReached ? isReplaced : isRolledOut);
  const carries = Object.values(carried(visit)).every((one) => isSameRelease(one?.release, target));
  const heard = world.directory.lookup(cell.metadata.name);
  const record = heard.known && isOwn(visit, heard.record) ? heard.record : undefined;
  return {
    cell,
    unknownFields: visit.unknownFields,
    outcomes,
    postgres: workloadState(cached(visit, RESOURCES.StatefulSet, names.postgres)),
    volumeClaim: cached(visit, RESOURCES.PersistentVolumeClaim, names.postgres),
    redis: deployment(names.redis),
    gateway,
    forwarder,
    serves: serves(visit),
    endpoint: gatewayUrl(cell, cached(visit, RESOURCES.Service, names.gateway)),
    release: { target, isReached: carries && [gateway, forwarder].every(hasReached) },
    record,
    directoryState: heard.known ? record?.state : cell.status?.directory?.state,
    connections: world.members.connections(key),
    backup: world.members.backup(key),
    deletion,
    podTroubles: {
      postgres: podTrouble(visit, "postgres"),
      redis: podTrouble(visit, "redis") ?? replicaTrouble(visit, names.redis),
      gateway: podTrouble(visit, "gateway") ?? replicaTrouble(visit, names.gateway),
      forwarder: podTrouble(visit, "forwarder") ?? replicaTrouble(visit, names.forwarder),
    },
  };
}

/** Another cell may be on record under this name. */
function isOwn({ memory, cell }: Visit, record: CellRecord | undefined): boolean {
  if (record === undefined) return false;
  const { publicKeys } = memory.secrets ?? {};
  return publicKeys === undefined ? isRecordTold(record, cell) : isRecordOf(record, publicKeys);
}
