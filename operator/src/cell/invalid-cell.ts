/** A Cell that the API server took and this operator does not understand: of a newer definition, say. */

import { isDeepStrictEqual } from "node:util";
import type { CellStatus } from "../api/cell-status.ts";
import type { KubeApi, KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";

export async function tellInvalid(
  api: KubeApi,
  object: KubeObject,
  told: { message: string; now: string },
): Promise<void> {
  const before = (object["status"] ?? {}) as CellStatus;
  const former = before.conditions?.find(({ type }) => type === "UpToDate");
  const condition = {
    type: "UpToDate",
    status: "False" as const,
    reason: "InvalidSpec",
    message: `this operator does not understand the Cell: ${told.message}`,
    observedGeneration: object.metadata.generation ?? 0,
    lastTransitionTime: former?.status === "False" ? former.lastTransitionTime : told.now,
  };
  const others = (before.conditions ?? []).filter(({ type }) => type !== "UpToDate");
  const status = { ...before, phase: "Invalid", conditions: [...others, condition] };
  if (isDeepStrictEqual(status, before)) return;
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, uid } = metadata;
  await api.applyStatus(RESOURCES.Cell, {
    apiVersion,
    kind,
    metadata: { name, ...(namespace && { namespace }), ...(uid && { uid }) },
    status,
  });
}
