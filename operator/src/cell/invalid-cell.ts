/** A Cell that the API server took and this operator does not understand: of a newer definition, say. */

import { isDeepStrictEqual } from "node:util";
import type { CellCondition, CellStatus } from "../api/cell-status.ts";
import type { KubeApi, KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";

export async function tellInvalid(
  api: KubeApi,
  object: KubeObject,
  told: { message: string; now: string },
): Promise<void> {
  const before = (object["status"] ?? {}) as CellStatus;
  const condition = (type: CellCondition, status: "True" | "False", message: string) => {
    const former = before.conditions?.find((one) => one.type === type);
    const lastTransitionTime = former?.status === status ? former.lastTransitionTime : told.now;
    const observedGeneration = object.metadata.generation ?? 0;
    return { type, status, reason: "InvalidSpec", message, observedGeneration, lastTransitionTime };
  };
  const why = `this operator does not understand the Cell: ${told.message}`;
  const news = [condition("UpToDate", "False", why)];
  if (object.metadata.deletionTimestamp !== undefined) {
    // How it is to be deleted, what with its volume, is part of what is not understood.
    const remedy = "upgrade the operator, or correct the spec, and the deletion begins";
    news.push(condition("Deleting", "True", `${why}; ${remedy}`));
  }
  const others = (before.conditions ?? []).filter(({ type }) => !news.some((one) => one.type === type));
  const status = { ...before, phase: "Invalid", reason: "InvalidSpec", conditions: [...others, ...news] };
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
