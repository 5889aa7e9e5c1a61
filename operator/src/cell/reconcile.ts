/** One visit to a Cell: brings the cluster a step nearer to what the Cell says, and tells in its status how far it is. */

import { RESOURCES } from "../kube/resources.ts";
import { CELL_FINALIZER } from "../resources/names.ts";
import { reconcileDeletion, type DeletionState } from "./deletion/reconcile-deletion.ts";
import type { Outcome } from "./outcome.ts";
import { runPhases } from "./run-phases.ts";
import { writeStatus } from "./write-status.ts";
import { objectKey, type Visit } from "./visit.ts";

export interface VisitResult {
  /** What went wrong, by phase: come again, ever more slowly. */
  readonly failures: readonly string[];
  /** When to come again though no watch may tell; undefined: not needed. */
  readonly requeueAfterMs: number | undefined;
}

export const SETTLED: VisitResult = { failures: [], requeueAfterMs: undefined };

export async function reconcile(visit: Visit): Promise<VisitResult> {
  const { metadata } = visit.object;
  const isHeld = (metadata.finalizers ?? []).includes(CELL_FINALIZER);
  let deletion: DeletionState | undefined;
  if (metadata.deletionTimestamp !== undefined) {
    if (!isHeld) return SETTLED;
    deletion = await reconcileDeletion(visit);
    if (deletion.isOver) return SETTLED;
  } else if (!visit.cell.spec.paused) {
    if (!isHeld) await addFinalizer(visit);
    await runPhases(visit);
  }
  await writeStatus(visit, deletion);
  return resultOf(visit, deletion);
}

async function addFinalizer(visit: Visit): Promise<void> {
  const { name, uid, resourceVersion, finalizers = [] } = visit.object.metadata;
  await visit.world.api.patch(RESOURCES.Cell, objectKey(visit, name), {
    patch: { metadata: { finalizers: [...finalizers, CELL_FINALIZER] } },
    preconditions: { uid: uid!, resourceVersion: resourceVersion! },
  });
}

function resultOf({ outcomes }: Visit, deletion: DeletionState | undefined): VisitResult {
  const all: [string, Outcome][] = [...outcomes];
  if (deletion !== undefined) all.push([deletion.step, deletion.outcome]);
  const delays = all.flatMap(([, one]) => (one.kind === "waiting" ? (one.requeueAfterMs ?? []) : []));
  return {
    failures: all.flatMap(([name, one]) => (one.kind === "failed" ? `${name}: ${one.reason}: ${one.message}` : [])),
    requeueAfterMs: delays.length === 0 ? undefined : Math.min(...delays),
  };
}
