import type { KubeObject } from "../../kube/contract.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { workloadState, workloadText } from "../workload-state.ts";

/** @param who in the plural: "gateways" */
export function rolledOut(deployment: KubeObject | undefined, who: string): Outcome {
  const state = workloadState(deployment);
  if (state.isRolledOut) return DONE;
  if (state.stalled !== undefined) {
    return waiting("Stalled", `the ${who}' new pods do not get ready, the old ones stay: ${state.stalled}`);
  }
  return waiting("RollingOut", `waiting for the ${who}: ${workloadText(state)}`);
}
