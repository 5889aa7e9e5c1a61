/** The processes between cells. They take a new release before the gateways do. */

import { RESOURCES } from "../../kube/resources.ts";
import { forwarderDeployment } from "../../resources/forwarder-deployment.ts";
import { childNames } from "../../resources/names.ts";
import { ensureAll } from "../ensure.ts";
import { waiting, type Outcome } from "../outcome.ts";
import { forwarderRelease } from "../rollout.ts";
import { cached, type Visit } from "../visit.ts";
import { rolledOut } from "./rolled-out.ts";

export async function forwarder(visit: Visit): Promise<Outcome> {
  const { forwarder: name } = childNames(visit.cell.metadata.name);
  const target = forwarderRelease(visit);
  if (target === undefined) return waiting("WaitingForMigration", "waiting for the database's first migration");
  const { directoryUrl } = visit.world.settings;
  const secretsHash = visit.memory.secrets!.hashes.members;
  const object = forwarderDeployment({ ...visit.input, target, directoryUrl, secretsHash });
  const outcome = await ensureAll(visit, [{ resource: RESOURCES.Deployment, object }]);
  if (outcome.kind !== "done") return outcome;
  return rolledOut(cached(visit, RESOURCES.Deployment, name), "forwarders");
}
