import type { Facts } from "../facts.ts";
import { isFalseBecauseOf, isTrue, type ConditionState } from "./condition.ts";

export function redisReady(facts: Facts): ConditionState {
  const { mode, external } = facts.cell.spec.redis;
  if (mode === "External" && facts.outcomes.get("redis")?.kind === "done") {
    return isTrue("External", `run by others, as Secret ${external!.secretName} says`);
  }
  if (mode === "Managed" && facts.redis.ready > 0) return isTrue("Ready", "Redis answers");
  return isFalseBecauseOf(facts, "redis", [facts.podTroubles.redis]);
}
