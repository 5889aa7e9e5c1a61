/** What the pods are and how they are reached: identity, Services, network policies. Before any pod. */

import { RESOURCES } from "../../kube/resources.ts";
import { forwarderService } from "../../resources/forwarder-service.ts";
import { gatewayService } from "../../resources/gateway-service.ts";
import { networkPolicies } from "../../resources/network-policies.ts";
import { serviceAccount } from "../../resources/service-account.ts";
import { ensureAll } from "../ensure.ts";
import type { Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";

export async function network(visit: Visit): Promise<Outcome> {
  const { input, memory } = visit;
  const { directoryUrl, operatorNamespace } = visit.world.settings;
  const { storePorts } = memory.secrets!;
  const policies = visit.cell.spec.network.enabled
    ? networkPolicies({ ...input, directoryUrl, operatorNamespace, storePorts })
    : [];
  return ensureAll(visit, [
    { resource: RESOURCES.ServiceAccount, object: serviceAccount(input) },
    ...policies.map((object) => ({ resource: RESOURCES.NetworkPolicy, object })),
    { resource: RESOURCES.Service, object: gatewayService(input) },
    { resource: RESOURCES.Service, object: forwarderService(input) },
  ]);
}
