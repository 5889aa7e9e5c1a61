/** What a Cell is to be: `spec` of the Cell resource. The descriptions are what `kubectl explain` shows. */

import { z } from "zod";
import { backup, BACKUP_RULES, restore, RESTORE_CHANGE_RULE, RESTORE_CORDON_RULE } from "./backup-spec.ts";
import { quantityValue } from "./quantity.ts";
import { COUNT_MAX, labels, objectName, release, replicas, resources, size } from "./schema-fields.ts";
import { immutable, immutableOptional, withChangeRule, withRule } from "./schema-rules.ts";

const DAY_SECONDS = 86_400;
const STORAGE_MIN = "1Gi";
const ANNOTATIONS_MAX = 32;
/** 10,000 parts of 8 MiB. */
const MEDIA_BYTES_MAX = 83_886_080_000;
const NEW_CELL = "make a new Cell for it";

const autoscaling = withRule(
  z.strictObject({
    min: z.int().min(1).max(COUNT_MAX),
    max: z.int().min(1).max(COUNT_MAX),
    targetConnectionsPerPod: z.int().min(1).max(1_000_000).describe("Connections that one gateway should hold."),
  }),
  {
    holds: ({ min, max }) => min <= max,
    cel: "self.min <= self.max",
    field: "min",
    problem: "is greater than max",
    remedy: "write at most the value of max",
  },
);

const annotations = z
  .record(z.string().max(316), z.string().max(4_096))
  .refine((value) => Object.keys(value).length <= ANNOTATIONS_MAX, {
    error: `has more than ${ANNOTATIONS_MAX} annotations`,
    params: { remedy: `write ${ANNOTATIONS_MAX} or fewer` },
  })
  .meta({ maxProperties: ANNOTATIONS_MAX });

const openService = z.strictObject({
  type: z.enum(["ClusterIP", "NodePort", "LoadBalancer"]).default("ClusterIP"),
  port: z.int().min(1).max(65_535).default(80).describe("Port of the Service."),
  nodePort: z.int().min(30_000).max(32_767).optional().describe("Fixed port on every node; else Kubernetes picks one."),
  annotations: annotations.optional().describe("Of the Service, for whoever provides load balancers."),
  publicUrl: z
    .string()
    .max(512)
    .regex(/^wss?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/)
    .optional()
    .describe("Where clients reach the gateways; else it follows from the Service."),
});

const nodePortOnly = withRule(openService, {
  holds: ({ type, nodePort }) => nodePort === undefined || type === "NodePort",
  cel: "!has(self.nodePort) || self.type == 'NodePort'",
  field: "nodePort",
  reason: "FieldValueForbidden",
  problem: "is only for type NodePort",
  remedy: "remove it, or write type: NodePort",
});

const service = withRule(nodePortOnly, {
  holds: ({ type, publicUrl }) => type !== "NodePort" || publicUrl !== undefined,
  cel: "self.type != 'NodePort' || has(self.publicUrl)",
  field: "publicUrl",
  reason: "FieldValueRequired",
  problem: "is required with type NodePort",
  remedy: "write the ws:// or wss:// URL that clients use, such as ws://203.0.113.7:30080",
});

const gateway = withRule(
  z.strictObject({
    replicas: replicas.optional().describe("Gateway pods. Or else autoscaling."),
    autoscaling: autoscaling.optional().describe("Gateway pods by their connections. Or else replicas."),
    terminationGracePeriodSeconds: z
      .int()
      .min(1)
      .max(3_600)
      .default(120)
      .describe("How long a gateway that ends spreads its clients' reconnects."),
    resources: resources.optional(),
    service: service.prefault({}).describe("How clients reach the gateways."),
  }),
  {
    holds: (value) => (value.replicas === undefined) !== (value.autoscaling === undefined),
    cel: "has(self.replicas) != has(self.autoscaling)",
    problem: "needs exactly one of replicas and autoscaling",
    remedy: "write replicas: 2, or autoscaling with min, max and targetConnectionsPerPod",
  },
);

const forwarder = z.strictObject({
  replicas: replicas.default(2),
  resources: resources.optional(),
});

const storageSize = withChangeRule(
  withRule(size, {
    holds: (value) => quantityValue(value) >= quantityValue(STORAGE_MIN),
    cel: `quantity(self).compareTo(quantity('${STORAGE_MIN}')) >= 0`,
    problem: `is less than ${STORAGE_MIN}`,
    remedy: "write a size with its unit, such as 10Gi",
  }),
  {
    cel: "quantity(self).compareTo(quantity(oldSelf)) >= 0",
    problem: "cannot shrink",
    remedy: "write at least the size that it has",
  },
);

const storage = immutableOptional(
  z.strictObject({
    size: storageSize.default("10Gi").describe("Can grow, if the storage class allows it; cannot shrink."),
    storageClassName: objectName.optional().describe("The cluster's default class if left out. Cannot be changed."),
  }),
  { field: "storageClassName", remedy: `leave it as it was, or ${NEW_CELL}` },
);

const external = z
  .strictObject({ secretName: objectName.describe("A Secret of the Cell's namespace with the key url.") })
  .optional()
  .describe("With mode External, and only then.");

const externalOnly = {
  holds: ({ mode, external }: { mode: string; external?: object | undefined }) =>
    (mode === "External") === (external !== undefined),
  cel: "(self.mode == 'External') == has(self.external)",
  field: "external",
  problem: "is needed with mode External, and only then",
  remedy: "write external.secretName with mode External, or remove external with another mode",
};

const postgresMode = immutable(
  z.enum(["Managed", "CloudNativePG", "External"]).default("Managed"),
  `leave it as it was, or ${NEW_CELL} and move the users`,
);

const openPostgres = z.strictObject({
  mode: postgresMode.describe("Who runs Postgres: the operator, CloudNativePG, or somebody else. Cannot be changed."),
  instances: z.int().min(1).max(9).default(1).describe("More than one needs mode CloudNativePG."),
  storage: storage.prefault({}),
  resources: resources.optional(),
  external,
  reclaimPolicy: z
    .enum(["Retain", "Delete"])
    .default("Retain")
    .describe("What happens to the volume when the Cell is deleted."),
  backup: backup.optional().describe("Where mode Managed is backed up to. Left out: a lost volume is a lost cell."),
  restore: restore
    .optional()
    .describe("What an empty volume is filled with. A volume that is not empty stays as it is."),
});

const [onlyManaged, fromBackup] = BACKUP_RULES;
const restorable = withChangeRule(withRule(withRule(openPostgres, onlyManaged), fromBackup), RESTORE_CHANGE_RULE);

const postgres = withRule(withRule(restorable, externalOnly), {
  holds: ({ mode, instances }) => instances === 1 || mode === "CloudNativePG",
  cel: "self.instances == 1 || self.mode == 'CloudNativePG'",
  field: "instances",
  problem: "is more than one, which only mode CloudNativePG runs",
  remedy: "write instances: 1, or mode: CloudNativePG",
});

const redis = withRule(
  z.strictObject({
    mode: z.enum(["Managed", "External"]).default("Managed"),
    resources: resources.optional(),
    external,
  }),
  externalOnly,
);

const network = z.strictObject({
  enabled: z.boolean().default(true).describe("Network policies: deny all, then allow what the cell needs."),
  ingressFrom: z
    .array(z.strictObject({ namespaceLabels: labels }))
    .max(16)
    .default([])
    .describe("Namespaces, by their labels, that clients' traffic may come from. Empty: from anywhere."),
});

const s3Url = z
  .string()
  .max(512)
  .regex(/^https?:\/\/[^\s/?#@]+$/);

const media = z
  .strictObject({
    endpoint: s3Url.describe("URL of the S3 API, as the cell's pods reach it."),
    publicEndpoint: s3Url.optional().describe("As devices reach it. Left out: endpoint."),
    bucket: z
      .string()
      .max(63)
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    region: z.string().min(1).max(64).default("us-east-1"),
    secretName: objectName.describe("A Secret of the Cell's namespace with the keys accessKeyId and secretAccessKey."),
    maxObjectBytes: z.int().min(1).max(MEDIA_BYTES_MAX).default(2_147_483_648).describe("Of one object."),
    maxUserBytesPerDay: z.int().min(1).max(Number.MAX_SAFE_INTEGER).default(10_737_418_240),
    maxUserObjectsPerDay: z.int().min(1).max(999_999).default(1_000),
  })
  .optional()
  .describe("Object storage for media. Left out: the cell has no media.");

const push = withRule(
  z.strictObject({
    subject: z
      .string()
      .max(512)
      .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/)
      .optional()
      .describe("mailto: or https: URL of who runs the cell, for push services. Turns Web Push on."),
    relayUrl: z
      .string()
      .max(512)
      .regex(/^https?:\/\/[^\s/?#@]+[^\s#]*$/)
      .optional()
      .describe("Of a relay to FCM, APNs and the like, which takes signed posts."),
    secretName: objectName.describe(
      "A Secret of the Cell's namespace with vapidPublicKey and vapidPrivateKey for subject, relaySecret for relayUrl.",
    ),
  }),
  {
    holds: ({ subject, relayUrl }) => subject !== undefined || relayUrl !== undefined,
    cel: "has(self.subject) || has(self.relayUrl)",
    problem: "needs subject, relayUrl or both",
    remedy: "write subject for Web Push, or relayUrl for a relay of yours",
  },
);

const webhook = z.strictObject({
  url: z
    .string()
    .max(512)
    .regex(/^https?:\/\/[^\s/?#@]+[^\s#]*$/)
    .describe("Where the application's backend takes signed posts."),
  secretName: objectName.describe("A Secret of the Cell's namespace with secret: whsec_ and 24 to 64 bytes in base64."),
});

const drain = withRule(
  z.strictObject({
    batchSize: z.int().min(1).max(10_000).default(500).describe("Users that move to other cells at a time."),
    timeoutSeconds: z
      .int()
      .min(1)
      .max(30 * DAY_SECONDS)
      .optional(),
    onTimeout: z.enum(["Block", "Force"]).default("Block").describe("Whether a deletion waits for its users for ever."),
  }),
  {
    holds: ({ onTimeout, timeoutSeconds }) => onTimeout !== "Force" || timeoutSeconds !== undefined,
    cel: "self.onTimeout != 'Force' || has(self.timeoutSeconds)",
    field: "timeoutSeconds",
    reason: "FieldValueRequired",
    problem: "is required with onTimeout Force",
    remedy: "write after how many seconds, or onTimeout: Block",
  },
);

const region = z
  .string()
  .max(32)
  .regex(/^[a-z0-9-]{1,32}$/);

const openSpec = z.strictObject({
  region: immutable(region, `leave it as it was, or ${NEW_CELL}`).describe(
    "New users of this region are placed here. Cannot be changed.",
  ),
  releasePolicy: z.enum(["Fleet", "Pinned"]).default("Fleet").describe("Whether a CellFleet may change the release."),
  release: release.optional(),
  schedulable: z.boolean().default(true).describe("False cordons the cell: no new users."),
  paused: z.boolean().default(false).describe("True: the operator changes nothing, but keeps the status."),
  capacity: z.strictObject({ maxUsers: z.int().min(1).max(100_000_000).default(50_000) }).prefault({}),
  gateway: gateway.prefault({ replicas: 2 }).describe("The pods that hold the clients' WebSockets."),
  forwarder: forwarder.prefault({}).describe("The pods that carry messages to other cells and take theirs."),
  postgres: postgres.prefault({}).describe("Where messages are stored."),
  redis: redis.prefault({}).describe("Routing and presence: losing it loses nothing durable."),
  media,
  push: push.optional().describe("How devices that are not connected are woken. Left out: they are not."),
  webhook: webhook.optional().describe("Who is told what happens in the cell. Left out: nobody."),
  network: network.prefault({}),
  monitoring: z
    .enum(["Auto", "Enabled", "Disabled"])
    .default("Auto")
    .describe("ServiceMonitors for Prometheus. Auto: where the cluster knows them."),
  drain: drain.prefault({}).describe("How the users leave when the Cell is deleted."),
});

export const cellSpec = withRule(withRule(openSpec, RESTORE_CORDON_RULE), {
  holds: (value) => value.releasePolicy !== "Pinned" || value.release !== undefined,
  cel: "self.releasePolicy != 'Pinned' || has(self.release)",
  field: "release",
  reason: "FieldValueRequired",
  problem: "is required with releasePolicy Pinned",
  remedy: "add release with version and templateRevision, or write releasePolicy: Fleet",
});

export type CellSpec = z.output<typeof cellSpec>;
