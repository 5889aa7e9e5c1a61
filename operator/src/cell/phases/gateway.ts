/** The processes that hold the clients' WebSockets. */

import { RESOURCES } from "../../kube/resources.ts";
import { autoscaledReplicas, gatewayDeployment } from "../../resources/gateway-deployment.ts";
import { childNames } from "../../resources/names.ts";
import { ensureAll } from "../ensure.ts";
import { waiting, type Outcome } from "../outcome.ts";
import { gatewayRelease } from "../rollout.ts";
import { cached, type Visit } from "../visit.ts";
import { rolledOut } from "./rolled-out.ts";

export async function gateway(visit: Visit): Promise<Outcome> {
  const { gateway: name } = childNames(visit.cell.metadata.name);
  const target = gatewayRelease(visit);
  if (target === undefined) return waiting("WaitingForMigration", "waiting for the database's first migration");
  const { directoryUrl } = visit.world.settings;
  const secretsHash = visit.memory.secrets!.hashes.members;
  const { autoscaling, replicas: asked } = visit.cell.spec.gateway;
  const existing = cached(visit, RESOURCES.Deployment, name);
  const replicas = autoscaling === undefined ? asked : autoscaledReplicas(autoscaling.min, existing);
  const object = gatewayDeployment({ ...visit.input, target, directoryUrl, secretsHash }, replicas);
  const outcome = await ensureAll(visit, [{ resource: RESOURCES.Deployment, object }]);
  if (outcome.kind !== "done") return outcome;
  return rolledOut(cached(visit, RESOURCES.Deployment, name), "gateways");
}
