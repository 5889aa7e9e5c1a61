/** Routing and presence. */

import { RESOURCES } from "../../kube/resources.ts";
import { childNames } from "../../resources/names.ts";
import { redisConfigMap } from "../../resources/redis-config-map.ts";
import { redisDeployment } from "../../resources/redis-deployment.ts";
import { redisService } from "../../resources/redis-service.ts";
import { ensureAll } from "../ensure.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { storeImage } from "../rollout.ts";
import { cached, type Visit } from "../visit.ts";
import { workloadState } from "../workload-state.ts";

export async function redis(visit: Visit): Promise<Outcome> {
  const { input } = visit;
  if (visit.cell.spec.redis.mode === "External") return DONE;
  const pod = { ...input, ...storeImage(visit, "redis"), secretHash: visit.memory.secrets!.hashes.redis };
  const outcome = await ensureAll(visit, [
    { resource: RESOURCES.ConfigMap, object: redisConfigMap(input) },
    { resource: RESOURCES.Service, object: redisService(input) },
    { resource: RESOURCES.Deployment, object: redisDeployment(pod) },
  ]);
  if (outcome.kind !== "done") return outcome;
  const { redis: name } = childNames(visit.cell.metadata.name);
  const { ready } = workloadState(cached(visit, RESOURCES.Deployment, name));
  return ready > 0 ? DONE : waiting("RedisStarting", "waiting for Redis to answer");
}
