import type { KubeObject } from "../kube/contract.ts";
import type { CellInput } from "./cell-object.ts";
import { clusterService } from "./cluster-service.ts";
import { childNames } from "./names.ts";
import { PORTS } from "./ports.ts";

export function redisService(input: CellInput): KubeObject {
  const name = childNames(input.cell.metadata.name).redis;
  return clusterService(input, name, { component: "redis", servicePort: PORTS.redis, targetPort: "redis" });
}
