/** Metrics for Prometheus, where the cluster has its operator. */

import { KubeError } from "../../kube/contract.ts";
import { RESOURCES } from "../../kube/resources.ts";
import { metricsService } from "../../resources/metrics-service.ts";
import { serviceMonitor } from "../../resources/service-monitor.ts";
import { ensureAll } from "../ensure.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import type { Visit } from "../visit.ts";

const LOOK_AGAIN_MS = 600_000;

export async function monitor(visit: Visit): Promise<Outcome> {
  const { monitoring } = visit.cell.spec;
  if (monitoring === "Disabled") return DONE;
  if (monitoring === "Auto" && !visit.world.cache.knows(RESOURCES.ServiceMonitor)) return DONE;
  try {
    return await ensureAll(visit, [
      { resource: RESOURCES.Service, object: metricsService(visit.input) },
      { resource: RESOURCES.ServiceMonitor, object: serviceMonitor(visit.input) },
    ]);
  } catch (error) {
    if (!(error instanceof KubeError) || error.reason !== "NotFound") throw error;
    const remedy = "install the Prometheus operator, or write monitoring: Auto";
    return waiting("ServiceMonitorUnknown", `the cluster does not know ServiceMonitors; ${remedy}`, LOOK_AGAIN_MS);
  }
}
