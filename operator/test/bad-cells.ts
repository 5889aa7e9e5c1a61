/** Cells that must be refused. */

import { BAD_BACKUPS } from "./bad-backups.ts";
import { BAD_NETWORKS, BAD_STORES } from "./bad-surroundings.ts";
import {
  cellManifest,
  MATCHES,
  UNKNOWN,
  atMost,
  atLeast,
  required,
  needsType,
  oneOf,
  type BadManifest,
} from "./bad-manifest.ts";

const SCALING = { min: 1, max: 4, targetConnectionsPerPod: 10_000 };

const NAMES: readonly BadManifest[] = [
  {
    what: "an upper-case name",
    manifest: cellManifest({}, { name: "EU" }),
    path: "metadata.name",
    remedy: /matches/,
    answer: /lower case alphanumeric/,
  },
  {
    what: "a long name",
    manifest: cellManifest({}, { name: "e".repeat(33) }),
    path: "metadata.name",
    remedy: /32 or less characters/,
    answer: /may not be more than 32/,
  },
  {
    what: "a name with dots",
    manifest: cellManifest({}, { name: "eu.west" }),
    path: "metadata.name",
    ...MATCHES,
  },
];

const SPEC: readonly BadManifest[] = [
  {
    what: "no spec",
    manifest: { ...cellManifest(), spec: undefined },
    path: "spec",
    ...required("object"),
  },
  {
    what: "no region",
    manifest: cellManifest({ region: undefined }),
    path: "spec.region",
    ...required("string"),
  },
  { what: "a region with a space", manifest: cellManifest({ region: "e u" }), path: "spec.region", ...MATCHES },
  {
    what: "a long region",
    manifest: cellManifest({ region: "e".repeat(33) }),
    path: "spec.region",
    remedy: /32 or less/,
    answer: /may not be more than 32/,
  },
  { what: "an unknown field", manifest: cellManifest({ replicas: 2 }), path: "spec.replicas", ...UNKNOWN },
  {
    what: "pinned to nothing",
    manifest: cellManifest({ releasePolicy: "Pinned" }),
    path: "spec.release",
    remedy: /add release with version and templateRevision, or write releasePolicy: Fleet/,
  },
  {
    what: "an unknown policy",
    manifest: cellManifest({ releasePolicy: "Free" }),
    path: "spec.releasePolicy",
    ...oneOf("Fleet", "Pinned"),
  },
  {
    what: "a release without its revision",
    manifest: cellManifest({ release: { version: "1.0.0" } }),
    path: "spec.release.templateRevision",
    ...required("number"),
  },
  {
    what: "a version that is no tag",
    manifest: cellManifest({ release: { version: "a b", templateRevision: 1 } }),
    path: "spec.release.version",
    ...MATCHES,
  },
  {
    what: "a revision of zero",
    manifest: cellManifest({ release: { version: "1.0.0", templateRevision: 0 } }),
    path: "spec.release.templateRevision",
    ...atLeast(1),
  },
  {
    what: "a quoted truth",
    manifest: cellManifest({ paused: "true" }),
    path: "spec.paused",
    ...needsType("boolean"),
  },
  {
    what: "no capacity at all",
    manifest: cellManifest({ capacity: { maxUsers: 0 } }),
    path: "spec.capacity.maxUsers",
    ...atLeast(1),
  },
  {
    what: "monitoring by another name",
    manifest: cellManifest({ monitoring: "On" }),
    path: "spec.monitoring",
    ...oneOf("Auto", "Enabled", "Disabled"),
  },
  {
    what: "a drain with another end",
    manifest: cellManifest({ drain: { onTimeout: "Wait" } }),
    path: "spec.drain.onTimeout",
    ...oneOf("Block", "Force"),
  },
  {
    what: "a forced drain without its time",
    manifest: cellManifest({ drain: { onTimeout: "Force" } }),
    path: "spec.drain.timeoutSeconds",
    remedy: /write after how many seconds, or onTimeout: Block/,
  },
  {
    what: "a drain of months",
    manifest: cellManifest({ drain: { timeoutSeconds: 10_000_000 } }),
    path: "spec.drain.timeoutSeconds",
    remedy: /2592000 or less/,
    answer: /less than or equal to (2592000|2\.592e\+06)/,
  },
];

const PODS: readonly BadManifest[] = [
  {
    what: "a misspelt nested field",
    manifest: cellManifest({ gateway: { replicas: 2, replica: 1 } }),
    path: "spec.gateway.replica",
    ...UNKNOWN,
  },
  {
    what: "a quoted number",
    manifest: cellManifest({ gateway: { replicas: "2" } }),
    path: "spec.gateway.replicas",
    remedy: /number/,
    answer: /must be of type integer/,
  },
  {
    what: "a fraction",
    manifest: cellManifest({ forwarder: { replicas: 1.5 } }),
    path: "spec.forwarder.replicas",
    remedy: /whole number/,
    answer: /must be of type integer/,
  },
  {
    what: "a negative count",
    manifest: cellManifest({ forwarder: { replicas: -1 } }),
    path: "spec.forwarder.replicas",
    ...atLeast(0),
  },
  {
    what: "too many",
    manifest: cellManifest({ forwarder: { replicas: 1_001 } }),
    path: "spec.forwarder.replicas",
    ...atMost(1_000),
  },
  {
    what: "neither replicas nor autoscaling",
    manifest: cellManifest({ gateway: {} }),
    path: "spec.gateway",
    remedy: /exactly one of replicas and autoscaling; write replicas: 2/,
  },
  {
    what: "replicas and autoscaling",
    manifest: cellManifest({ gateway: { replicas: 2, autoscaling: SCALING } }),
    path: "spec.gateway",
    remedy: /exactly one of replicas and autoscaling; write replicas: 2/,
  },
  {
    what: "a minimum above the maximum",
    manifest: cellManifest({ gateway: { autoscaling: { ...SCALING, min: 5 } } }),
    path: "spec.gateway.autoscaling.min",
    remedy: /greater than max; write at most the value of max/,
  },
  {
    what: "autoscaling to nothing",
    manifest: cellManifest({ gateway: { autoscaling: { ...SCALING, min: 0 } } }),
    path: "spec.gateway.autoscaling.min",
    ...atLeast(1),
  },
  {
    what: "autoscaling without a target",
    manifest: cellManifest({ gateway: { autoscaling: { min: 1, max: 4 } } }),
    path: "spec.gateway.autoscaling.targetConnectionsPerPod",
    ...required("number"),
  },
  {
    what: "an endless grace period",
    manifest: cellManifest({ gateway: { replicas: 1, terminationGracePeriodSeconds: 3_601 } }),
    path: "spec.gateway.terminationGracePeriodSeconds",
    ...atMost(3_600),
  },
  {
    what: "a misspelt resource",
    manifest: cellManifest({ forwarder: { resources: { limits: { memmory: "1Gi" } } } }),
    path: "spec.forwarder.resources.limits.memmory",
    ...UNKNOWN,
  },
  {
    what: "an amount in another unit",
    manifest: cellManifest({ forwarder: { resources: { limits: { memory: "1GB" } } } }),
    path: "spec.forwarder.resources.limits.memory",
    ...MATCHES,
  },
  {
    what: "a request above its limit",
    manifest: cellManifest({ redis: { resources: { requests: { memory: "2Gi" }, limits: { memory: "1Gi" } } } }),
    path: "spec.redis.resources.requests",
    remedy: /write requests of at most what limits has/,
  },
];

export const BAD_CELLS: readonly BadManifest[] = [
  ...NAMES,
  ...SPEC,
  ...PODS,
  ...BAD_NETWORKS,
  ...BAD_STORES,
  ...BAD_BACKUPS,
];
