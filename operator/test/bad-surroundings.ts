/** Cells that must be refused for what is around their pods: network and stores. */

import {
  cellManifest,
  MATCHES,
  atMost,
  atLeast,
  required,
  needsType,
  oneOf,
  type BadManifest,
} from "./bad-manifest.ts";

const service = (fields: object) => cellManifest({ gateway: { replicas: 2, service: fields } });

export const BAD_NETWORKS: readonly BadManifest[] = [
  {
    what: "an unknown type of service",
    manifest: service({ type: "Ingress" }),
    path: "spec.gateway.service.type",
    ...oneOf("ClusterIP", "NodePort", "LoadBalancer"),
  },
  {
    what: "a port on the nodes without NodePort",
    manifest: service({ nodePort: 30_080 }),
    path: "spec.gateway.service.nodePort",
    remedy: /remove it, or write type: NodePort/,
  },
  {
    what: "NodePort without the URL of clients",
    manifest: service({ type: "NodePort" }),
    path: "spec.gateway.service.publicUrl",
    remedy: /write the ws:\/\/ or wss:\/\/ URL that clients use/,
  },
  {
    what: "a URL that is none of a WebSocket",
    manifest: service({ publicUrl: "https://chat.example.com" }),
    path: "spec.gateway.service.publicUrl",
    ...MATCHES,
  },
  {
    what: "a port outside the nodes' range",
    manifest: service({ type: "NodePort", publicUrl: "ws://a", nodePort: 8_080 }),
    path: "spec.gateway.service.nodePort",
    ...atLeast(30_000),
  },
  {
    what: "a port too high",
    manifest: service({ port: 65_536 }),
    path: "spec.gateway.service.port",
    ...atMost(65_535),
  },
  {
    what: "too many annotations",
    manifest: service({ annotations: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`a${index}`, ""])) }),
    path: "spec.gateway.service.annotations",
    remedy: /32 or fewer/,
    answer: /must have at most 32 items/,
  },
  {
    what: "a list entry without its labels",
    manifest: cellManifest({ network: { ingressFrom: [{}] } }),
    path: "spec.network.ingressFrom[0].namespaceLabels",
    ...required("record"),
  },
  {
    what: "a list over its length",
    manifest: cellManifest({ network: { ingressFrom: Array.from({ length: 17 }, () => ({ namespaceLabels: {} })) } }),
    path: "spec.network.ingressFrom",
    remedy: /16 or less entries/,
    answer: /must have at most 16 items/,
  },
  {
    what: "too many labels",
    manifest: cellManifest({
      network: {
        ingressFrom: [
          { namespaceLabels: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`a${index}`, "b"])) },
        ],
      },
    }),
    path: "spec.network.ingressFrom[0].namespaceLabels",
    remedy: /16 or fewer/,
    answer: /must have at most 16 items/,
  },
];

export const BAD_STORES: readonly BadManifest[] = [
  {
    what: "a size that is no quantity",
    manifest: cellManifest({ postgres: { storage: { size: "ten" } } }),
    path: "spec.postgres.storage.size",
    ...MATCHES,
  },
  {
    what: "a size without its unit",
    manifest: cellManifest({ postgres: { storage: { size: "10" } } }),
    path: "spec.postgres.storage.size",
    remedy: /less than 1Gi; write a size with its unit, such as 10Gi/,
  },
  {
    what: "a size as a number",
    manifest: cellManifest({ postgres: { storage: { size: 10 } } }),
    path: "spec.postgres.storage.size",
    ...needsType("string"),
  },
  {
    what: "a class that is no name",
    manifest: cellManifest({ postgres: { storage: { storageClassName: "Fast SSD" } } }),
    path: "spec.postgres.storage.storageClassName",
    ...MATCHES,
  },
  {
    what: "managed Postgres of several instances",
    manifest: cellManifest({ postgres: { instances: 3 } }),
    path: "spec.postgres.instances",
    remedy: /write instances: 1, or mode: CloudNativePG/,
  },
  {
    what: "too many instances",
    manifest: cellManifest({ postgres: { mode: "CloudNativePG", instances: 10 } }),
    path: "spec.postgres.instances",
    ...atMost(9),
  },
  {
    what: "external Postgres without its Secret",
    manifest: cellManifest({ postgres: { mode: "External" } }),
    path: "spec.postgres.external",
    remedy: /write external\.secretName with mode External/,
  },
  {
    what: "a Secret for managed Postgres",
    manifest: cellManifest({ postgres: { external: { secretName: "a" } } }),
    path: "spec.postgres.external",
    remedy: /remove external with another mode/,
  },
  {
    what: "external Redis without its Secret",
    manifest: cellManifest({ redis: { mode: "External" } }),
    path: "spec.redis.external",
    remedy: /write external\.secretName with mode External/,
  },
  {
    what: "an external Secret without a name",
    manifest: cellManifest({ redis: { mode: "External", external: {} } }),
    path: "spec.redis.external.secretName",
    ...required("string"),
  },
  {
    what: "another policy for the volume",
    manifest: cellManifest({ postgres: { reclaimPolicy: "Recycle" } }),
    path: "spec.postgres.reclaimPolicy",
    ...oneOf("Retain", "Delete"),
  },
];
