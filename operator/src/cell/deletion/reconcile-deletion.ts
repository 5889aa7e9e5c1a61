/**
 * Ends a cell:
 *
 *     Cordoned → MigratingUsers → FlushingForwarders → Deregistering → DeletingResources → finalizer removed
 *
 * Each visit starts over and passes the steps that are done by looking, so a crash between any two writes is nothing
 * special. As long as the cell may have users it is kept running.
 */

import type { DeletionStep } from "../../api/cell-status.ts";
import { KubeError } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { CELL_FINALIZER } from "../../resources/names.ts";
import { DONE, PHASES, type Outcome } from "../outcome.ts";
import { attempt, runPhases } from "../run-phases.ts";
import { objectKey, type Visit } from "../visit.ts";
import { cordon } from "./cordon.ts";
import { deleteResources } from "./delete-resources.ts";
import { deregister } from "./deregister.ts";
import { mayHaveUsers, readFarewell, type Farewell } from "./farewell.ts";
import { flushForwarders } from "./flush-forwarders.ts";
import { migrateUsers } from "./migrate-users.ts";

export interface DeletionState {
  readonly step: DeletionStep;
  readonly outcome: Outcome;
  /** Undefined when nobody could say. */
  readonly usersRemaining: number | undefined;
  /** The Cell is gone. */
  readonly isOver: boolean;
}

type Step = readonly [DeletionStep, (visit: Visit, farewell: Farewell) => Promise<Outcome>];

const STEPS: readonly Step[] = [
  ["Cordoned", cordon],
  ["MigratingUsers", migrateUsers],
  ["FlushingForwarders", flushForwarders],
  ["Deregistering", deregister],
  ["DeletingResources", deleteResources],
  ["DeletingResources", removeFinalizer],
];

/** A cell that is leaving says to the directory what the steps say, and removes nothing before its turn. */
const KEPT_RUNNING = PHASES.filter((name) => name !== "directory" && name !== "prune");

export async function reconcileDeletion(visit: Visit): Promise<DeletionState> {
  const farewell = await readFarewell(visit);
  if (farewell === undefined) return over(undefined);
  const isKept = !visit.cell.spec.paused && !farewell.forced && mayHaveUsers(farewell);
  if (isKept) await runPhases(visit, KEPT_RUNNING);
  for (const [step, run] of STEPS) {
    const outcome = await attempt(visit, () => run(visit, farewell));
    if (outcome.kind !== "done") return { step, outcome, usersRemaining: usersOf(farewell), isOver: false };
  }
  return over(usersOf(farewell));
}

function over(usersRemaining: number | undefined): DeletionState {
  return { step: "DeletingResources", outcome: DONE, usersRemaining, isOver: true };
}

function usersOf({ registration }: Farewell): number | undefined {
  if (registration.kind === "unknown") return undefined;
  return registration.kind === "registered" ? registration.record.users : 0;
}

async function removeFinalizer(visit: Visit, { object }: Farewell): Promise<Outcome> {
  const { api } = visit.world;
  const key = objectKey(visit, visit.cell.metadata.name);
  // Read again: the status may have been written since, and others have finalizers too.
  const fresh = await api.get(RESOURCES.Cell, key);
  if (fresh === undefined || fresh.metadata.uid !== object.metadata.uid) return DONE;
  const { uid, resourceVersion, finalizers = [] } = fresh.metadata;
  try {
    await api.patch(RESOURCES.Cell, key, {
      patch: { metadata: { finalizers: finalizers.filter((name) => name !== CELL_FINALIZER) } },
      preconditions: { uid: uid!, resourceVersion: resourceVersion! },
    });
  } catch (error) {
    if (!(error instanceof KubeError) || error.reason !== "NotFound") throw error;
  }
  return DONE;
}
