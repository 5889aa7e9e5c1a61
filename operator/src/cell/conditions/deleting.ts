import type { Facts } from "../facts.ts";
import { isFalse, isTrue, type ConditionState } from "./condition.ts";

/** The message names what keeps the cell. */
export function deleting({ deletion }: Facts): ConditionState {
  if (deletion === undefined) return isFalse("NotAsked", "nobody asked for its deletion");
  const { step, outcome } = deletion;
  if (outcome.kind === "done") return isTrue(step, "");
  return isTrue(outcome.reason, `${step}: ${outcome.message}`);
}
