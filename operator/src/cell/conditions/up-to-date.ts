import type { Facts } from "../facts.ts";
import { PHASES } from "../outcome.ts";
import { isFalse, isTrue, type ConditionState } from "./condition.ts";

/** All that the Cell says is carried out. */
export function upToDate({ outcomes, cell, unknownFields, deletion }: Facts): ConditionState {
  if (deletion !== undefined) return { status: "Unknown", reason: "Deleting", message: "the cell is being deleted" };
  if (cell.spec.paused) {
    return { status: "Unknown", reason: "Paused", message: "the cell is paused: nothing is compared or changed" };
  }
  const open = PHASES.map((name) => ({ name, outcome: outcomes.get(name) })).find(
    ({ outcome }) => outcome?.kind !== "done",
  );
  if (open === undefined) return allButUnknown(unknownFields);
  const { outcome, name } = open;
  if (outcome === undefined || outcome.kind === "done") return isFalse("NotVisited", `${name} was not visited`);
  return isFalse(outcome.reason, outcome.message);
}

function allButUnknown(fields: readonly string[]): ConditionState {
  if (fields.length === 0) return isTrue("CarriedOut", "the cluster has what the Cell says");
  return isFalse("UnknownFields", `this operator does not know ${fields.join(", ")}, and did the rest; upgrade it`);
}
