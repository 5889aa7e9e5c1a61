/** What every scenario on Kubernetes is: users talk, something happens, they go on talking, the oracle judges. */

import { Scenario } from "../../scenarios/harness/scenario.ts";
import type { Counts } from "../../oracle/verdict.ts";
import type { KubernetesCells } from "./kubernetes-cells.ts";

/** Modest: the cluster, the stores and the clients share two cores. */
export const RATE_PER_SECOND = 40;

const BEFORE_AND_AFTER = 100;

export async function underTraffic(
  cells: KubernetesCells,
  name: string,
  happening: () => Promise<void>,
): Promise<Counts> {
  const scenario = new Scenario(cells, `kubernetes-${name}`);
  const { pairs } = await scenario.cast();
  const traffic = scenario.traffic(pairs, RATE_PER_SECOND);
  await traffic.acknowledged(BEFORE_AND_AFTER);
  await happening();
  await traffic.acknowledged(BEFORE_AND_AFTER);
  return await scenario.settle();
}
