import type { Facts } from "../facts.ts";
import { isFalse, isFalseBecauseOf, isTrue, type ConditionState } from "./condition.ts";

/** The directory has the cell on record, as the Cell says. */
export function directoryRegistered(facts: Facts): ConditionState {
  const { record, deletion } = facts;
  const outcome = facts.outcomes.get("directory");
  if (deletion !== undefined) {
    return record === undefined || record.state === "RETIRED"
      ? isFalse("Deregistered", "the cell is not registered any more")
      : isTrue(record.state, `registered as ${record.state}`);
  }
  if (record !== undefined && (outcome?.kind === "done" || outcome === undefined)) {
    return isTrue(record.state, `registered as ${record.state}`);
  }
  // On record, and only not ACTIVE yet.
  if (outcome?.kind === "waiting" && outcome.reason === "Registered") return isTrue("Registered", outcome.message);
  return isFalseBecauseOf(facts, "directory", []);
}
