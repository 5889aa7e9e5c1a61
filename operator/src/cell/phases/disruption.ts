/** How many pods a node's drain may take at a time. */

import { RESOURCES } from "../../kube/resources.ts";
import { disruptionBudget } from "../../resources/disruption-budget.ts";
import { ensureAll } from "../ensure.ts";
import type { Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";

export async function disruption(visit: Visit): Promise<Outcome> {
  const budgets = [disruptionBudget(visit.input, "gateway"), disruptionBudget(visit.input, "forwarder")];
  const wanted = budgets.filter((budget) => budget !== undefined);
  return ensureAll(
    visit,
    wanted.map((object) => ({ resource: RESOURCES.PodDisruptionBudget, object })),
  );
}
