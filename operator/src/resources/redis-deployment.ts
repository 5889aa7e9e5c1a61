/** The managed Redis. It holds nothing durable: its volume goes with its pod. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, selectorLabels } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { memoryLimitMegabytes, memoryMegabytes, podResources } from "./pod-resources.ts";
import { PORTS } from "./ports.ts";
import { REDIS_DATA_PATH } from "./redis-config-map.ts";
import { releaseAnnotations, type Release } from "./release.ts";
import { script, storePodTemplate, type StorePodInput } from "./store-pod.ts";

const CONNECTIONS_MAX = 10_000;
/** The rest is for connections, and for the copy while the log is rewritten. */
const MEMORY_SHARE = 0.6;
const TERMINATION_SECONDS = 30;
/** The log of changes doubles before it is rewritten, and while it is, old and new lie side by side. */
const DISK_PER_MEMORY = 4;
const DISK_MB_MIN = 1_024;

export interface RedisInput extends StorePodInput {
  /** The release whose roll last gave Redis its image. */
  readonly release: Release;
}

export function redisDeployment(input: RedisInput): KubeObject {
  const cell = input.cell.metadata.name;
  const { redis: name } = childNames(cell);
  const annotations = releaseAnnotations(input);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: ownedMetadata(input, { name, component: "redis", annotations }),
    spec: {
      replicas: 1,
      // Two at once would each have half of the routes.
      strategy: { type: "Recreate" },
      selector: { matchLabels: selectorLabels(cell, "redis") },
      template: storePodTemplate(input, "redis", {
        args: Object.entries(settings(input)).flatMap(([name, value]) => [`--${name}`, String(value)]),
        port: PORTS.redis,
        resources: podResources(input.cell, "redis"),
        terminationGracePeriodSeconds: TERMINATION_SECONDS,
        mounts: [{ name: "data", mountPath: REDIS_DATA_PATH }],
        volumes: [{ name: "data", emptyDir: { sizeLimit: diskLimit(input) } }],
        more: {
          startupProbe: { ...script("probe.sh"), periodSeconds: 1, timeoutSeconds: 3, failureThreshold: 120 },
          readinessProbe: { ...script("probe.sh"), periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
          livenessProbe: { tcpSocket: { port: "redis" }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
        },
      }),
    },
  };
}

/** A log beyond all bounds ends this pod alone, before it fills the node's disk. */
function diskLimit({ cell }: RedisInput): string {
  return `${Math.max(DISK_MB_MIN, memoryMegabytes(cell, "redis") * DISK_PER_MEMORY)}Mi`;
}

function settings({ cell }: RedisInput): Record<string, string | number> {
  const limit = memoryLimitMegabytes(cell, "redis");
  return {
    port: PORTS.redis,
    dir: REDIS_DATA_PATH,
    maxclients: CONNECTIONS_MAX,
    appendonly: "yes",
    appendfsync: "everysec",
    save: "",
    // Routes and queued batches: a write that fails is seen, one that is forgotten is not.
    "maxmemory-policy": "noeviction",
    ...(limit === undefined ? {} : { maxmemory: `${Math.floor(limit * MEMORY_SHARE)}mb` }),
  };
}
