/**
 * The `Cell` resource, cellwire.dev/v1alpha1: the only definition of its shape. The local runner parses manifests with
 * it, and the Kubernetes CRD is generated from it (`z.toJSONSchema`, OpenAPI 3.0, input side). So every rule is either
 * plain JSON Schema or is written twice, side by side: as a zod refinement for `parseCell` and as a CEL rule under
 * `x-kubernetes-validations` for the API server.
 */

import { z } from "zod";

export const API_VERSION = "cellwire.dev/v1alpha1";
export const KIND = "Cell";

const REPLICAS_MAX = 1_000;
const DAY_SECONDS = 86_400;
const QUANTITY = /^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/;
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const replicas = z.int().min(0).max(REPLICAS_MAX);
const quantity = z.string().max(32).regex(QUANTITY);
const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/);

const resourceList = z.record(z.string().max(63), quantity);
const resources = z.strictObject({ requests: resourceList.optional(), limits: resourceList.optional() });

const release = z.strictObject({
  version: z.string().min(1).max(64),
  templateRevision: z.int().min(1),
});

const autoscaling = z
  .strictObject({
    min: z.int().min(1).max(REPLICAS_MAX),
    max: z.int().min(1).max(REPLICAS_MAX),
    targetConnectionsPerPod: z.int().min(1).max(1_000_000),
  })
  .refine((value) => value.min <= value.max, {
    error: "is greater than max",
    path: ["min"],
    params: { remedy: "write at most the value of max" },
  })
  .meta(celRules({ rule: "self.min <= self.max", message: "min is greater than max" }));

const gateway = z
  .strictObject({
    replicas: replicas.optional(),
    autoscaling: autoscaling.optional(),
    terminationGracePeriodSeconds: z.int().min(1).max(3_600).default(120),
    resources: resources.optional(),
  })
  .refine((value) => (value.replicas === undefined) !== (value.autoscaling === undefined), {
    error: "needs exactly one of replicas and autoscaling",
    params: { remedy: "write replicas: 2, or autoscaling with min, max and targetConnectionsPerPod" },
  })
  .meta(
    celRules({
      rule: "has(self.replicas) != has(self.autoscaling)",
      message: "needs exactly one of replicas and autoscaling",
    }),
  );

const postgresStorage = z.strictObject({
  size: quantity.default("10Gi").meta(
    celRules({
      rule: "quantity(self).compareTo(quantity(oldSelf)) >= 0",
      message: "storage can grow but not shrink",
    }),
  ),
  storageClassName: objectName.optional().meta(immutable("storageClassName")),
});

const postgres = z
  .strictObject({
    mode: z.enum(["Managed", "CloudNativePG", "External"]).default("Managed").meta(immutable("mode")),
    instances: z.int().min(1).max(9).default(1),
    storage: postgresStorage.prefault({}),
    external: z.strictObject({ secretName: objectName }).optional(),
    reclaimPolicy: z.enum(["Retain", "Delete"]).default("Retain"),
  })
  .refine((value) => (value.mode === "External") === (value.external !== undefined), {
    error: "needs external.secretName with mode External, and only then",
    params: { remedy: "name the Secret under external, or change mode" },
  })
  .meta(
    celRules({
      rule: "(self.mode == 'External') == has(self.external)",
      message: "needs external.secretName with mode External, and only then",
    }),
  );

const redis = z
  .strictObject({
    mode: z.enum(["Managed", "External"]).default("Managed"),
    external: z.strictObject({ secretName: objectName }).optional(),
  })
  .refine((value) => (value.mode === "External") === (value.external !== undefined), {
    error: "needs external.secretName with mode External, and only then",
    params: { remedy: "name the Secret under external, or change mode" },
  })
  .meta(
    celRules({
      rule: "(self.mode == 'External') == has(self.external)",
      message: "needs external.secretName with mode External, and only then",
    }),
  );

const network = z.strictObject({
  enabled: z.boolean().default(true),
  /** Namespaces, by label, from which clients' traffic may come. Empty: from anywhere. */
  ingressFrom: z
    .array(z.strictObject({ namespaceLabels: z.record(z.string().max(316), z.string().max(63)) }))
    .max(16)
    .default([]),
});

const drain = z.strictObject({
  batchSize: z.int().min(1).max(10_000).default(500),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(30 * DAY_SECONDS)
    .optional(),
  onTimeout: z.enum(["Block", "Force"]).default("Block"),
});

const spec = z
  .strictObject({
    region: z
      .string()
      .max(32)
      .regex(/^[a-z0-9-]{1,32}$/)
      .meta(immutable("region")),
    releasePolicy: z.enum(["Fleet", "Pinned"]).default("Fleet"),
    release: release.optional(),
    schedulable: z.boolean().default(true),
    paused: z.boolean().default(false),
    capacity: z.strictObject({ maxUsers: z.int().min(1).max(100_000_000).default(50_000) }).prefault({}),
    gateway: gateway.prefault({ replicas: 2 }),
    forwarder: z.strictObject({ replicas: replicas.default(2), resources: resources.optional() }).prefault({}),
    postgres: postgres.prefault({}),
    redis: redis.prefault({}),
    network: network.prefault({}),
    monitoring: z.enum(["Auto", "Enabled", "Disabled"]).default("Auto"),
    drain: drain.prefault({}),
  })
  .refine((value) => value.releasePolicy !== "Pinned" || value.release !== undefined, {
    error: "is required when releasePolicy is Pinned",
    path: ["release"],
    params: { remedy: "add release with version and templateRevision, or write releasePolicy: Fleet" },
  })
  .meta(
    celRules({
      rule: "self.releasePolicy != 'Pinned' || has(self.release)",
      message: "release is required when releasePolicy is Pinned",
    }),
  );

/** Parsed with defaults applied. `metadata` keeps what Kubernetes adds (labels, uid, …). */
export const cellSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(KIND),
  metadata: z.looseObject({
    /** Also the cell's id everywhere else, hence shorter than Kubernetes allows. */
    name: z
      .string()
      .max(32)
      .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/),
    namespace: z.string().max(63).regex(DNS_LABEL).default("default"),
  }),
  spec,
  status: z.looseObject({}).optional(),
});

export type Cell = z.output<typeof cellSchema>;

/** One thing wrong with a manifest: where, what, and what to write instead. */
export interface CellFault {
  /** As in YAML: `spec.gateway.replicas`, `spec.network.ingressFrom[0]`; `(root)` for the document itself. */
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

export class InvalidCellError extends Error {
  override readonly name = "InvalidCellError";
  readonly faults: readonly CellFault[];

  constructor(faults: readonly CellFault[]) {
    super(faults.map((fault) => `${fault.path}: ${fault.problem}; ${fault.remedy}`).join("\n"));
    this.faults = faults;
  }
}

/**
 * @param manifest a parsed YAML or JSON document
 * @throws {InvalidCellError} listing every fault at once, one per line, each with the field's path and a remedy
 */
export function parseCell(manifest: unknown): Cell {
  const result = cellSchema.safeParse(manifest, { reportInput: true });
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap(faultsOf);
  // One fault a field: text that is too long fails its pattern as well.
  throw new InvalidCellError(
    faults.filter(({ path }, index) => faults.findIndex((one) => one.path === path) === index),
  );
}

function faultsOf(issue: z.core.$ZodIssue): CellFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      problem: "is not a field of a Cell",
      remedy: "remove it, or correct its spelling or indentation",
    }));
  }
  return [{ path: pathText(issue.path), ...problemAndRemedy(issue) }];
}

function problemAndRemedy(issue: z.core.$ZodIssue): { problem: string; remedy: string } {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? { problem: "is missing", remedy: `add it, with ${withArticle(issue.expected)}` }
        : { problem: `is not ${withArticle(issue.expected)}`, remedy: `write ${withArticle(issue.expected)}` };
    case "invalid_value": {
      const problem = issue.input === undefined ? "is missing" : `does not allow ${JSON.stringify(issue.input)}`;
      return { problem, remedy: `write ${issue.values.map(String).join(" or ")}` };
    }
    case "invalid_format":
      return { problem: "has characters that are not allowed", remedy: `write text that matches ${issue.pattern}` };
    case "too_small":
      return { problem: "is too small", remedy: `write ${issue.minimum} or more` };
    case "too_big":
      return {
        problem: "is too big",
        remedy: `write ${issue.maximum} or less${issue.origin === "string" ? " characters" : ""}`,
      };
    case "custom":
      return { problem: issue.message, remedy: String(issue.params?.["remedy"]) };
    default:
      return { problem: issue.message, remedy: "compare it with the manifests in examples/" };
  }
}

function withArticle(expected: string): string {
  if (expected === "int") return "a whole number";
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "(root)";
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

interface CelRule {
  readonly rule: string;
  readonly message: string;
}

function celRules(...rules: CelRule[]): Record<string, CelRule[]> {
  return { "x-kubernetes-validations": rules };
}

function immutable(field: string): Record<string, CelRule[]> {
  return celRules({ rule: "self == oldSelf", message: `${field} cannot be changed` });
}
