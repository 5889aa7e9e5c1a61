import type { Facts } from "../facts.ts";
import type { PhaseName } from "../outcome.ts";

/** What a condition says now. */
export interface ConditionState {
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  /** Of a False one: what is being waited for. */
  readonly message: string;
}

export function isTrue(reason: string, message = ""): ConditionState {
  return { status: "True", reason, message };
}

export function isFalse(reason: string, message: string): ConditionState {
  return { status: "False", reason, message };
}

/** False, with what the phase waits for; `details` are added to its words. */
export function isFalseBecauseOf(
  { outcomes, cell }: Facts,
  phase: PhaseName,
  details: readonly (string | undefined)[],
): ConditionState {
  const outcome = outcomes.get(phase);
  const more = details.filter((detail) => detail !== undefined);
  if (outcome !== undefined && outcome.kind !== "done") {
    return isFalse(outcome.reason, [outcome.message, ...more].join("; "));
  }
  const reason = cell.spec.paused ? "Paused" : "NotReady";
  return isFalse(reason, more.length > 0 ? more.join("; ") : `${phase} is not ready`);
}
