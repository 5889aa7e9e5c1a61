/** Cells of every kind, and all objects that the builders make of them. */

import { parseCell, type Cell } from "../src/api/cell.ts";
import type { KubeObject } from "../src/kube/contract.ts";
import { cellKeysSecret } from "../src/resources/cell-keys-secret.ts";
import type { CellInput } from "../src/resources/cell-object.ts";
import { cloudNativePgCluster } from "../src/resources/cloud-native-pg-cluster.ts";
import { disruptionBudget } from "../src/resources/disruption-budget.ts";
import { forwarderDeployment } from "../src/resources/forwarder-deployment.ts";
import { forwarderService } from "../src/resources/forwarder-service.ts";
import { gatewayAutoscaler } from "../src/resources/gateway-autoscaler.ts";
import { gatewayDeployment } from "../src/resources/gateway-deployment.ts";
import { gatewayService } from "../src/resources/gateway-service.ts";
import { newPrivateKey } from "../src/resources/key-set.ts";
import { metricsService } from "../src/resources/metrics-service.ts";
import { migrationJob } from "../src/resources/migration-job.ts";
import { networkPolicies } from "../src/resources/network-policies.ts";
import { postgresConfigMap } from "../src/resources/postgres-config-map.ts";
import { postgresService } from "../src/resources/postgres-service.ts";
import { postgresStatefulSet } from "../src/resources/postgres-stateful-set.ts";
import { postgresVolumeClaim } from "../src/resources/postgres-volume-claim.ts";
import { redisConfigMap } from "../src/resources/redis-config-map.ts";
import { redisDeployment } from "../src/resources/redis-deployment.ts";
import { redisService } from "../src/resources/redis-service.ts";
import { serviceAccount } from "../src/resources/service-account.ts";
import { serviceMonitor } from "../src/resources/service-monitor.ts";
import { postgresSecret, redisSecret } from "../src/resources/store-secrets.ts";

const SPECS = {
  minimal: { region: "eu" },
  full: {
    region: "eu",
    releasePolicy: "Pinned",
    release: { version: "1.2.3", templateRevision: 1 },
    schedulable: false,
    capacity: { maxUsers: 1_000 },
    gateway: {
      replicas: 3,
      terminationGracePeriodSeconds: 600,
      resources: { requests: { cpu: "2", memory: "1Gi" }, limits: { memory: "2Gi" } },
      service: {
        type: "LoadBalancer",
        port: 443,
        annotations: { "example.com/load-balancer-class": "public" },
        publicUrl: "wss://eu.example.com",
      },
    },
    forwarder: { replicas: 3, resources: { requests: { cpu: "1", memory: "512Mi" } } },
    postgres: {
      storage: { size: "200Gi", storageClassName: "fast" },
      resources: { requests: { cpu: "4", memory: "16Gi" }, limits: { memory: "16Gi" } },
      reclaimPolicy: "Delete",
      backup: {
        endpoint: "https://s3.example:8443",
        bucket: "backups",
        prefix: "chat/cells",
        secretName: "our-backups",
      },
      restore: { backup: "20261124-031500F", targetTime: "2026-11-24T12:00:00.5Z" },
    },
    redis: { resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } } },
    network: { ingressFrom: [{ namespaceLabels: { "example.com/edge": "true" } }] },
    monitoring: "Enabled",
  },
  autoscaled: {
    region: "eu",
    gateway: { autoscaling: { min: 2, max: 20, targetConnectionsPerPod: 20_000 } },
    forwarder: { replicas: 1 },
  },
  external: {
    region: "eu",
    gateway: { replicas: 1, service: { type: "NodePort", nodePort: 30_080, publicUrl: "ws://203.0.113.7:30080" } },
    postgres: { mode: "External", external: { secretName: "our-postgres" } },
    redis: { mode: "External", external: { secretName: "our-redis" } },
    media: { endpoint: "https://s3.example", bucket: "cellwire-eu", secretName: "our-s3" },
    push: { subject: "mailto:ops@example.com", relayUrl: "http://relay.example:8080/wake", secretName: "our-push" },
    webhook: { url: "https://app.example:8443/webhooks", secretName: "our-webhooks" },
  },
  "cloud-native-pg": {
    region: "eu",
    postgres: { mode: "CloudNativePG", instances: 3, storage: { size: "50Gi", storageClassName: "fast" } },
  },
} as const;

export type SampleCell = keyof typeof SPECS;
export const SAMPLE_CELLS: Readonly<Record<SampleCell, object>> = SPECS;

/** As a user writes it. */
function sampleManifest(name: SampleCell): KubeObject {
  return {
    apiVersion: "cellwire.dev/v1alpha1",
    kind: "Cell",
    metadata: { name: "eu", namespace: "cell-eu" },
    spec: structuredClone(SPECS[name]),
  };
}

export function sampleCell(name: SampleCell): Cell {
  return parseCell(sampleManifest(name));
}

const SAMPLE_UID = "00000000-0000-4000-8000-000000000001";
const DIRECTORY_URL = "http://cellwire-directory.cellwire-system.svc:80";

export function allObjects(name: SampleCell): KubeObject[] {
  const cell = sampleCell(name);
  const input: CellInput = { cell, uid: SAMPLE_UID };
  const release = cell.spec.release ?? { version: "1.0.0", templateRevision: 1 };
  const target = { release, image: `cellwire:${release.version}` };
  const pod = { ...input, target, directoryUrl: DIRECTORY_URL, secretsHash: "0123456789abcdef" };
  const { gateway, network, monitoring } = cell.spec;
  return [
    ...secrets(input),
    serviceAccount(input),
    ...postgres(input, release),
    ...redis(input, release),
    migrationJob(pod),
    ...(network.enabled
      ? networkPolicies({
          ...input,
          directoryUrl: DIRECTORY_URL,
          operatorNamespace: "cellwire-system",
          storePorts: { postgres: 6_432, redis: 6_380 },
        })
      : []),
    gatewayService(input),
    forwarderService(input),
    ...present(disruptionBudget(input, "gateway"), disruptionBudget(input, "forwarder"), gatewayAutoscaler(input)),
    forwarderDeployment(pod),
    gatewayDeployment(pod, gateway.replicas ?? gateway.autoscaling?.min),
    ...(monitoring === "Enabled" ? [metricsService(input), serviceMonitor(input)] : []),
  ];
}

function secrets(input: CellInput): KubeObject[] {
  const key = newPrivateKey({ bytes: (count) => new Uint8Array(count).fill(7) });
  const { postgres, redis } = input.cell.spec;
  return [
    cellKeysSecret(input, { keys: { active: key.kid, keys: [key] }, hashKey: "not a secret" }),
    ...(postgres.mode === "External" ? [] : [postgresSecret(input, "not a secret")]),
    ...(redis.mode === "External" ? [] : [redisSecret(input, "not a secret")]),
  ];
}

function postgres(input: CellInput, release: { version: string; templateRevision: number }): KubeObject[] {
  const { mode } = input.cell.spec.postgres;
  if (mode === "External") return [];
  if (mode === "CloudNativePG") return [cloudNativePgCluster(input)];
  const pod = { ...input, release, image: "postgres:18", secretHash: "0123456789abcdef" };
  const { size } = input.cell.spec.postgres.storage;
  return [postgresVolumeClaim(input), postgresConfigMap(input, size), postgresService(input), postgresStatefulSet(pod)];
}

function redis(input: CellInput, release: { version: string; templateRevision: number }): KubeObject[] {
  if (input.cell.spec.redis.mode === "External") return [];
  const pod = { ...input, release, image: "redis:8", secretHash: "0123456789abcdef" };
  return [redisConfigMap(input), redisService(input), redisDeployment(pod)];
}

function present(...objects: (KubeObject | undefined)[]): KubeObject[] {
  return objects.filter((object) => object !== undefined);
}
