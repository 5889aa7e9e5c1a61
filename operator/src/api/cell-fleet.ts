/**
 * The `CellFleet` resource, cellwire.dev/v1alpha1: which release the Cells of a cluster that follow the fleet run, and
 * in which waves they get it. Cluster-scoped.
 */

import { z } from "zod";
import { API_VERSION } from "./cell.ts";
import { COUNT_MAX, conditions, count, dnsLabel, labels, release } from "./schema-fields.ts";
import { withRule } from "./schema-rules.ts";

export const FLEET_KIND = "CellFleet";

const HOUR_SECONDS = 3_600;
const WAVES_MAX = 16;
const VALUES_MAX = 32;

const expression = withRule(
  z.strictObject({
    key: z.string().min(1).max(316),
    operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
    values: z.array(z.string().max(63)).max(VALUES_MAX).optional(),
  }),
  {
    holds: ({ operator, values = [] }) => (operator === "In" || operator === "NotIn") === values.length > 0,
    cel: "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
    field: "values",
    problem: "is needed with operator In and NotIn, and only then",
    remedy: "write at least one value, or another operator",
  },
);

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
const selector = z.strictObject({
  matchLabels: labels.optional(),
  matchExpressions: z.array(expression).max(16).optional(),
});

const wave = z.strictObject({
  name: dnsLabel,
  selector: selector.prefault({}).describe("Cells of the fleet that this wave takes. Empty: all that are left."),
  maxConcurrent: z.int().min(1).max(COUNT_MAX).default(1).describe("Cells that change at a time."),
  minSuccessSeconds: z
    .int()
    .min(0)
    .max(24 * HOUR_SECONDS)
    .default(0)
    .describe("How long the wave's cells must stay Available before the next wave begins."),
});

const waves = withRule(z.array(wave).min(1).max(WAVES_MAX), {
  holds: (value) => new Set(value.map(({ name }) => name)).size === value.length,
  cel: "self.all(wave, self.exists_one(other, other.name == wave.name))",
  problem: "has one name twice",
  remedy: "give each wave a name of its own",
});

const fleetSpec = z.strictObject({
  selector: selector
    .prefault({})
    .describe("Cells of the fleet, by their labels. Empty: all. Pinned ones stay as they are."),
  release,
  waves: waves
    .prefault([{ name: "all" }])
    .describe("Run in order. A cell that several waves select goes with the first of them."),
  progressDeadlineSeconds: z
    .int()
    .min(60)
    .max(24 * HOUR_SECONDS)
    .default(1_800)
    .describe("A cell that has not become Available on the release by then has failed."),
  maxFailures: z.int().min(0).max(COUNT_MAX).default(0).describe("More failed cells than this halt the fleet."),
  paused: z.boolean().default(false).describe("True: no further cell is changed."),
});

const fleetStatus = z.looseObject({
  observedGeneration: count.optional(),
  phase: z.string().max(63).optional().describe("Summary for people; conditions are for programs."),
  conditions: conditions.optional(),
  wave: z.string().max(63).optional().describe("The wave that runs."),
  cells: count.optional().describe("Cells that the fleet selects."),
  updated: count.optional().describe("Cells that run the release and are Available."),
  failed: count.optional(),
});

export const cellFleetSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(FLEET_KIND),
  metadata: z.looseObject({ name: dnsLabel }),
  spec: fleetSpec,
  status: fleetStatus.optional(),
});

export type CellFleet = z.output<typeof cellFleetSchema>;
