/** The processes that carry messages to other cells and take theirs. */

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
  webhookEnv,
  type CellPodInput,
} from "./cell-pod.ts";
import { childNames } from "./names.ts";
import { podResources } from "./pod-resources.ts";
import { PORTS } from "./ports.ts";
import { releaseAnnotations } from "./release.ts";

const TERMINATION_SECONDS = 60;

export function forwarderDeployment(input: CellPodInput): KubeObject {
  const cell = input.cell.metadata.name;
  const annotations = releaseAnnotations(input.target);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: ownedMetadata(input, { name: childNames(cell).forwarder, component: "forwarder", annotations }),
    spec: {
      replicas: input.cell.spec.forwarder.replicas,
      strategy: ROLLING_UPDATE,
      progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
      selector: { matchLabels: selectorLabels(cell, "forwarder") },
      template: cellPodTemplate(input, {
        process: "forwarder",
        more: {
          terminationGracePeriodSeconds: TERMINATION_SECONDS,
          ...spread(cell, "forwarder"),
          volumes: memberVolumes(input),
        },
        container: {
          env: [...memberEnv(input), ...webhookEnv(input), ...plainEnv({ CELLWIRE_INGEST_PORT: PORTS.ingest })],
          resources: podResources(input.cell, "forwarder"),
          more: {
            ports: [
              { name: "ingest", containerPort: PORTS.ingest, protocol: "TCP" },
              { name: "internal", containerPort: PORTS.internal, protocol: "TCP" },
            ],
            volumeMounts: memberMounts(input),
            ...MEMBER_PROBES,
          },
        },
      }),
    },
  };
}
