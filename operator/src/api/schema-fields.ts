/** Fields that several resources or several parts of one have. Everything is bounded: CEL's cost is, therefore, too. */

import { z } from "zod";
import { QUANTITY, quantityValue } from "./quantity.ts";
import { withRule } from "./schema-rules.ts";

export const COUNT_MAX = 1_000;

const LABELS_MAX = 16;
const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const OBJECT_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const RESOURCE_NAMES = ["cpu", "memory", "ephemeral-storage"] as const;

export const replicas = z.int().min(0).max(COUNT_MAX);

export const objectName = z.string().max(253).regex(OBJECT_NAME);

export const dnsLabel = z.string().max(63).regex(DNS_LABEL);

/** A size: text alone, so that CEL can compare it. */
export const size = z.string().max(32).regex(QUANTITY, { abort: true });

export const labels = z
  .record(z.string().max(316), z.string().max(63).regex(LABEL_VALUE))
  .refine((value) => Object.keys(value).length <= LABELS_MAX, {
    error: `has more than ${LABELS_MAX} labels`,
    params: { remedy: `write ${LABELS_MAX} or fewer` },
  })
  .meta({ maxProperties: LABELS_MAX });

export const release = z
  .strictObject({
    version: z
      .string()
      .min(1)
      .max(64)
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/)
      .describe("Tag of the image that the cell's pods run."),
    templateRevision: z
      .int()
      .min(1)
      .max(1_000_000)
      .describe("Revision of the pod templates, as the operator knows it."),
  })
  .describe("What the pods run. The operator's own version never changes them.");

/** As in a pod: a number or text. */
const amount = z
  .union([z.int().min(0), z.string().max(32).regex(QUANTITY)])
  .transform(String)
  .meta({ "x-kubernetes-int-or-string": true, maxLength: 32, pattern: QUANTITY.source });

const amounts = z.strictObject({
  cpu: amount.optional().describe("Cores: 2 or 500m."),
  memory: amount.optional().describe("Bytes: 512Mi or 2Gi."),
  "ephemeral-storage": amount.optional().describe("Bytes of the node's disk."),
});

type Amounts = z.output<typeof amounts>;

/** CEL names a field with dashes this way. */
const celName = (name: string): string => name.replaceAll("-", "__dash__");

export const resources = withRule(
  z.strictObject({
    requests: amounts.optional().describe("What the scheduler reserves for a pod."),
    limits: amounts.optional().describe("What a pod may use at most."),
  }),
  {
    holds: ({ requests = {}, limits = {} }) => RESOURCE_NAMES.every((name) => fits(name, { requests, limits })),
    cel: `!has(self.requests) || !has(self.limits) || ${RESOURCE_NAMES.map(celFits).join(" && ")}`,
    field: "requests",
    problem: "is more than limits for one of the resources",
    remedy: "write requests of at most what limits has",
  },
).describe("As in a pod: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/");

function fits(name: (typeof RESOURCE_NAMES)[number], of: { requests: Amounts; limits: Amounts }): boolean {
  const [request, limit] = [of.requests[name], of.limits[name]];
  return request === undefined || limit === undefined || quantityValue(request) <= quantityValue(limit);
}

function celFits(name: string): string {
  const [request, limit] = [`self.requests.${celName(name)}`, `self.limits.${celName(name)}`];
  const compared = `quantity(string(${request})).compareTo(quantity(string(${limit}))) <= 0`;
  return `(!has(${request}) || !has(${limit}) || ${compared})`;
}

/** RFC 3339. The operator writes it; its form is the API server's to check. */
export const time = z.string().max(64).meta({ format: "date-time" });

export const count = z.int().min(0);

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.35/#condition-v1-meta */
export const conditions = z
  .array(
    z.looseObject({
      type: z.string().max(316),
      status: z.enum(["True", "False", "Unknown"]),
      observedGeneration: z.int().min(0).optional(),
      lastTransitionTime: time,
      reason: z.string().min(1).max(1_024),
      message: z.string().max(32_768),
    }),
  )
  .max(32)
  .meta({ "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"] });
