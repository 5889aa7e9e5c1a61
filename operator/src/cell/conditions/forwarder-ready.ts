import type { Facts } from "../facts.ts";
import { workloadText } from "../workload-state.ts";
import { isFalseBecauseOf, isTrue, type ConditionState } from "./condition.ts";

/** All forwarders that there should be serve. */
export function forwarderReady(facts: Facts): ConditionState {
  const { forwarder } = facts;
  if (forwarder.exists && forwarder.ready >= forwarder.wanted) return isTrue("Ready", workloadText(forwarder));
  return isFalseBecauseOf(facts, "forwarder", [facts.podTroubles.forwarder]);
}
