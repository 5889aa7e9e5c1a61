import type { Facts } from "../facts.ts";
import { workloadText } from "../workload-state.ts";
import { isFalseBecauseOf, isTrue, type ConditionState } from "./condition.ts";

/** All gateways that there should be serve. */
export function gatewayReady(facts: Facts): ConditionState {
  const { gateway } = facts;
  if (gateway.exists && gateway.ready >= gateway.wanted) return isTrue("Ready", workloadText(gateway));
  return isFalseBecauseOf(facts, "gateway", [facts.podTroubles.gateway]);
}
