/** The processes that hold the clients' WebSockets. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, selectorLabels } from "./cell-object.ts";
import {
  cellPodTemplate,
  MEMBER_PROBES,
  memberEnv,
  memberMounts,
  memberVolumes,
  plainEnv,
  PROGRESS_DEADLINE_SECONDS,
  ROLLING_UPDATE,
  spread,
  type CellPodInput,
} from "./cell-pod.ts";
import { childNames } from "./names.ts";
import { podResources } from "./pod-resources.ts";
import { PORTS } from "./ports.ts";
import { releaseAnnotations } from "./release.ts";

/** Between the moment a pod is told to end and its SIGTERM: the Service must have forgotten it by then. */
const UNROUTED_SECONDS_MAX = 5;
/** Of what is left of the grace period; the rest is for the last writes. */
const DRAIN_SHARE = 0.8;

/** The number that was last applied; how to tell that the autoscaler has written another since. */
const REPLICAS_ANNOTATION = "cellwire.dev/replicas";

/** `replicas` undefined: the autoscaler's. */
export function gatewayDeployment(input: CellPodInput, replicas: number | undefined): KubeObject {
  const cell = input.cell.metadata.name;
  const annotations = {
    ...releaseAnnotations(input.target),
    ...(replicas === undefined ? {} : { [REPLICAS_ANNOTATION]: String(replicas) }),
  };
  const grace = gracePeriod(input.cell.spec.gateway.terminationGracePeriodSeconds);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: ownedMetadata(input, { name: childNames(cell).gateway, component: "gateway", annotations }),
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      strategy: ROLLING_UPDATE,
      progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
      selector: { matchLabels: selectorLabels(cell, "gateway") },
      template: cellPodTemplate(input, {
        process: "gateway",
        more: {
          terminationGracePeriodSeconds: grace.seconds,
          ...spread(cell, "gateway"),
          volumes: memberVolumes(input),
        },
        container: {
          env: [
            ...memberEnv(input),
            ...plainEnv({ CELLWIRE_GATEWAY_PORT: PORTS.clients, CELLWIRE_DRAIN_MS: grace.drainMs }),
          ],
          resources: podResources(input.cell, "gateway"),
          more: {
            ports: [
              { name: "clients", containerPort: PORTS.clients, protocol: "TCP" },
              { name: "internal", containerPort: PORTS.internal, protocol: "TCP" },
            ],
            volumeMounts: memberMounts(input),
            ...MEMBER_PROBES,
            ...(grace.unroutedSeconds === 0
              ? {}
              : { lifecycle: { preStop: { sleep: { seconds: grace.unroutedSeconds } } } }),
          },
        },
      }),
    },
  };
}

/**
 * The number to apply where an autoscaler has the say. A field that its only owner stops to apply falls back to the
 * default, one pod: so a number that is still ours is named as it is, until the autoscaler has written its own.
 */
export function autoscaledReplicas(min: number, existing: KubeObject | undefined): number | undefined {
  if (existing === undefined) return min;
  const { replicas } = existing["spec"] as { readonly replicas?: number };
  return existing.metadata.annotations?.[REPLICAS_ANNOTATION] === String(replicas) ? replicas : undefined;
}

function gracePeriod(seconds: number): { seconds: number; unroutedSeconds: number; drainMs: number } {
  const unroutedSeconds = Math.min(UNROUTED_SECONDS_MAX, Math.floor(seconds / 4));
  return { seconds, unroutedSeconds, drainMs: Math.floor((seconds - unroutedSeconds) * DRAIN_SHARE * 1_000) };
}
