/** The gateways' autoscaler: there when the Cell asks for it, and gone when it does not. */

import { RESOURCES } from "../../kube/resources.ts";
import { gatewayAutoscaler } from "../../resources/gateway-autoscaler.ts";
import { childNames } from "../../resources/names.ts";
import { ensureAll } from "../ensure.ts";
import { DONE, type Outcome } from "../outcome.ts";
import { remove } from "../remove.ts";
import { cached, type Visit } from "../visit.ts";

export async function autoscaling(visit: Visit): Promise<Outcome> {
  const wanted = gatewayAutoscaler(visit.input);
  if (wanted) return ensureAll(visit, [{ resource: RESOURCES.HorizontalPodAutoscaler, object: wanted }]);
  // Not left to `prune`, which waits for everything else: until it is gone, it fights over the replicas.
  const { gateway } = childNames(visit.cell.metadata.name);
  const left = cached(visit, RESOURCES.HorizontalPodAutoscaler, gateway);
  return left === undefined ? DONE : remove(visit, RESOURCES.HorizontalPodAutoscaler, left);
}
