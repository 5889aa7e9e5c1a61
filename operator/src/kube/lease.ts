import type { KubeObject, ObjectKey } from "./contract.ts";
import { RESOURCES } from "./resources.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/ */
export interface Lease extends KubeObject {
  readonly spec?: LeaseSpec;
}

export interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/** A holder that claims longer is not believed: nobody could follow it. */
const DURATION_MAX_MS = 5 * 60_000;

export function newLease(key: ObjectKey, spec: LeaseSpec): Lease {
  const { apiVersion, kind } = RESOURCES.Lease;
  return { apiVersion, kind, metadata: { ...key, namespace: key.namespace! }, spec };
}

/** What the spec becomes when `holder` takes the lease over or renews it. */
export function heldSpec(
  previous: LeaseSpec | undefined,
  { holder, leaseMs, nowMs }: { holder: string; leaseMs: number; nowMs: number },
): LeaseSpec {
  const isRenewal = previous?.holderIdentity === holder;
  const transitions = previous?.leaseTransitions ?? 0;
  return {
    holderIdentity: holder,
    leaseDurationSeconds: Math.ceil(leaseMs / 1_000),
    acquireTime: isRenewal && previous.acquireTime !== undefined ? previous.acquireTime : microTime(nowMs),
    renewTime: microTime(nowMs),
    leaseTransitions: isRenewal || previous?.holderIdentity == null ? transitions : transitions + 1,
  };
}

/** How long the holder may believe to have the lease after it renewed it. */
export function durationMs(spec: LeaseSpec | undefined): number {
  return Math.min(DURATION_MAX_MS, (spec?.leaseDurationSeconds ?? 0) * 1_000);
}

/** RFC 3339 with six decimals: the API server takes no other time in a Lease. */
export function microTime(nowMs: number): string {
  return new Date(nowMs).toISOString().replace("Z", "000Z");
}
