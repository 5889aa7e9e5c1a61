/**
 * The `Cell` resource, cellwire.dev/v1alpha1: the only definition of its shape. The local runner and the operator
 * parse manifests with it, and the Kubernetes CRD is generated from it (custom-resources.ts). So every rule is either
 * plain JSON Schema or is written twice, side by side (schema-rules.ts).
 */

import { z } from "zod";
import { cellSpec } from "./cell-spec.ts";
import { cellStatus } from "./cell-status.ts";
import { faultsText, manifestFaults, type ManifestFault } from "./manifest-faults.ts";
import { dnsLabel } from "./schema-fields.ts";

export const API_VERSION = "cellwire.dev/v1alpha1";
export const KIND = "Cell";

/** Also the cell's id everywhere else, hence shorter than Kubernetes allows. */
export const cellName = z
  .string()
  .max(32)
  .regex(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);

/** Parsed with defaults applied. `metadata` keeps what Kubernetes adds (labels, uid, …). */
export const cellSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal(KIND),
  metadata: z.looseObject({ name: cellName, namespace: dnsLabel.default("default") }),
  spec: cellSpec,
  status: cellStatus.optional(),
});

export type Cell = z.output<typeof cellSchema>;

export class InvalidCellError extends Error {
  override readonly name = "InvalidCellError";
  readonly faults: readonly ManifestFault[];

  constructor(faults: readonly ManifestFault[]) {
    super(faultsText(faults));
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
  throw new InvalidCellError(manifestFaults(result.error, KIND));
}

/**
 * A Cell as the API server has it, which may be of a newer definition: fields that are not known here are left out.
 * Whoever acts on the rest must not say that he did all.
 *
 * @throws {InvalidCellError} for anything else that is not understood, such as a new word for a known field
 */
export function parseStoredCell(stored: object): { readonly cell: Cell; readonly unknownFields: readonly string[] } {
  const unknownFields: string[] = [];
  let rest = stored;
  for (;;) {
    const result = cellSchema.safeParse(rest, { reportInput: true });
    if (result.success) return { cell: result.data, unknownFields };
    const unknown = result.error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [],
    );
    if (unknown.length === 0) throw new InvalidCellError(manifestFaults(result.error, KIND));
    rest = structuredClone(rest);
    for (const path of unknown) removeField(rest, path);
    unknownFields.push(...unknown.map((path) => path.join(".")));
  }
}

function removeField(object: object, path: readonly PropertyKey[]): void {
  const parent = path.slice(0, -1).reduce<object>((inner, name) => Reflect.get(inner, name) as object, object);
  Reflect.deleteProperty(parent, path.at(-1)!);
}
