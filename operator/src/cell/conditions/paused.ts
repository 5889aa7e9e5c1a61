import type { Facts } from "../facts.ts";
import { isFalse, isTrue, type ConditionState } from "./condition.ts";

export function paused({ cell, deletion }: Facts): ConditionState {
  if (!cell.spec.paused) return isFalse("NotAsked", "the operator acts on the cell");
  if (deletion !== undefined)
    return isTrue("Asked", "spec.paused: nothing is mended; the deletion goes on all the same");
  return isTrue("Asked", "spec.paused: the operator changes nothing until it is false again");
}
