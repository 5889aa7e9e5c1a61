/**
 * Which release each workload is to run. The database comes first, then the forwarders, then the gateways; what does not
 * get through its turn keeps the later ones on the release that they carry.
 */

import type { KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";
import { childNames } from "../resources/names.ts";
import {
  carriedRelease,
  isSameRelease,
  TEMPLATE_REVISION,
  type Release,
  type ReleaseImage,
} from "../resources/release.ts";
import { cached, type Settings, type Visit } from "./visit.ts";
import { workloadState } from "./workload-state.ts";

/** What the gateways and forwarders are to run in the end. */
export function targetRelease(visit: Visit): ReleaseImage {
  const { gateway, forwarder } = carried(visit);
  const { settings } = visit.world;
  const wanted = visit.cell.spec.release ??
    gateway?.release ?? { version: settings.defaultVersion, templateRevision: TEMPLATE_REVISION };
  // An image that already stands for this release stays, whatever the operator's configuration says by now.
  const same = [gateway, forwarder].find((one) => isSameRelease(one?.release, wanted));
  return same ?? { release: wanted, image: `${settings.image}:${wanted.version}` };
}

export function isKnownRevision({ templateRevision }: Release): boolean {
  return templateRevision >= 1 && templateRevision <= TEMPLATE_REVISION;
}

export function forwarderRelease(visit: Visit): ReleaseImage | undefined {
  const { forwarder } = carried(visit);
  return isMigrated(visit) ? targetRelease(visit) : forwarder;
}

export function gatewayRelease(visit: Visit): ReleaseImage | undefined {
  const { gateway } = carried(visit);
  if (!isMigrated(visit)) return gateway;
  const target = targetRelease(visit);
  // At the first start nobody waits for anybody.
  return gateway === undefined || isForwarderThere(visit, target.release) ? target : gateway;
}

/** The image of a store: chosen anew with each release, so that an upgrade of the operator restarts no store. */
export function storeImage(visit: Visit, store: "postgres" | "redis"): ReleaseImage {
  const { release } = targetRelease(visit);
  const { redis } = childNames(visit.cell.metadata.name);
  const workload = store === "postgres" ? postgresOf(visit) : cached(visit, RESOURCES.Deployment, redis);
  const before = carriedRelease(workload);
  if (before !== undefined && isSameRelease(before.release, release)) return before;
  return { release, image: configuredImage(visit.world.settings, store) };
}

function configuredImage(settings: Settings, store: "postgres" | "redis"): string {
  return store === "postgres" ? settings.postgresImage : settings.redisImage;
}

function postgresOf(visit: Visit): KubeObject | undefined {
  return cached(visit, RESOURCES.StatefulSet, childNames(visit.cell.metadata.name).postgres);
}

function isMigrated(visit: Visit): boolean {
  return visit.outcomes.get("migration")?.kind === "done";
}

function isForwarderThere(visit: Visit, release: Release): boolean {
  const forwarder = cached(visit, RESOURCES.Deployment, childNames(visit.cell.metadata.name).forwarder);
  const isSame = isSameRelease(carriedRelease(forwarder)?.release, release);
  return isSame && workloadState(forwarder).isRolledOut;
}

/** What the workloads were last given. */
export function carried(visit: Visit): { gateway: ReleaseImage | undefined; forwarder: ReleaseImage | undefined } {
  const { gateway, forwarder } = childNames(visit.cell.metadata.name);
  return {
    gateway: carriedRelease(cached(visit, RESOURCES.Deployment, gateway)),
    forwarder: carriedRelease(cached(visit, RESOURCES.Deployment, forwarder)),
  };
}
