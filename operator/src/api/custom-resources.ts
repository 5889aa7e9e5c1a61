/**
 * The CustomResourceDefinitions, made from the schemas. They need Kubernetes 1.29 or newer (`quantity()` in CEL).
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */

import { z } from "zod";
import { FLEET_KIND, cellFleetSchema } from "./cell-fleet.ts";
import { API_VERSION, KIND, cellSchema } from "./cell.ts";

type JsonObject = Record<string, unknown>;

interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "date";
  readonly jsonPath: string;
  readonly description?: string;
  /** 1: only with `-o wide`. */
  readonly priority?: 1;
}

interface Definition {
  readonly kind: string;
  readonly plural: string;
  readonly shortName: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly description: string;
  readonly schema: z.ZodType;
  readonly columns: readonly Column[];
  readonly scale?: JsonObject;
}

const AGE: Column = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

const DEFINITIONS: readonly Definition[] = [
  {
    kind: KIND,
    plural: "cells",
    shortName: "cwc",
    scope: "Namespaced",
    description: "A self-contained regional deployment of Cellwire: gateways, forwarders, Postgres and Redis.",
    schema: cellSchema,
    columns: [
      { name: "Region", type: "string", jsonPath: ".spec.region" },
      { name: "Phase", type: "string", jsonPath: ".status.phase" },
      { name: "Reason", type: "string", jsonPath: ".status.reason" },
      { name: "Available", type: "string", jsonPath: `.status.conditions[?(@.type=="Available")].status` },
      { name: "Version", type: "string", jsonPath: ".status.release.current.version" },
      { name: "Users", type: "integer", jsonPath: ".status.users" },
      { name: "Connections", type: "integer", jsonPath: ".status.connections", priority: 1 },
      { name: "Endpoint", type: "string", jsonPath: ".status.endpoint", priority: 1 },
      AGE,
    ],
    scale: {
      specReplicasPath: ".spec.gateway.replicas",
      statusReplicasPath: ".status.gatewayReplicas",
      labelSelectorPath: ".status.selector",
    },
  },
  {
    kind: FLEET_KIND,
    plural: "cellfleets",
    shortName: "cwf",
    scope: "Cluster",
    description: "The release that the Cells of a cluster run, and the waves in which they get it.",
    schema: cellFleetSchema,
    columns: [
      { name: "Version", type: "string", jsonPath: ".spec.release.version" },
      { name: "Phase", type: "string", jsonPath: ".status.phase" },
      { name: "Wave", type: "string", jsonPath: ".status.wave" },
      { name: "Cells", type: "integer", jsonPath: ".status.cells" },
      { name: "Updated", type: "integer", jsonPath: ".status.updated" },
      { name: "Failed", type: "integer", jsonPath: ".status.failed" },
      AGE,
    ],
  },
];

const [GROUP, VERSION] = API_VERSION.split("/") as [string, string];

/** Objects for the API server, by their names: `cells.cellwire.dev`, `cellfleets.cellwire.dev`. */
export function customResourceDefinitions(): ReadonlyMap<string, JsonObject> {
  return new Map(DEFINITIONS.map((definition) => [`${definition.plural}.${GROUP}`, customResource(definition)]));
}

function customResource({ kind, plural, shortName, scope, columns, scale, ...shape }: Definition): JsonObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        shortNames: [shortName],
        categories: ["cellwire"],
      },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {}, ...(scale && { scale }) },
          additionalPrinterColumns: columns,
          schema: { openAPIV3Schema: openApiSchema(shape) },
        },
      ],
    },
  };
}

function openApiSchema({ schema, description }: Pick<Definition, "schema" | "description">): JsonObject {
  const json = structural(z.toJSONSchema(schema, { target: "openapi-3.0", io: "input" })) as JsonObject;
  const properties = json["properties"] as Record<string, JsonObject>;
  const { name } = properties["metadata"]!["properties"] as Record<string, JsonObject>;
  return {
    description,
    type: "object",
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      // Kubernetes lets a schema restrict the name and nothing else of metadata.
      metadata: { type: "object", properties: { name } },
      spec: properties["spec"],
      status: properties["status"],
    },
  };
}

/** A copy with what a structural schema must not have taken out, and defaults written out in full. */
function structural(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(structural);
  if (typeof schema !== "object" || schema === null) return schema;
  if ("x-kubernetes-int-or-string" in schema) {
    return { ...schema, anyOf: [{ type: "integer" }, { type: "string" }] };
  }
  const kept = Object.entries(schema).filter(([key, value]) => !isDropped(key, value));
  const copy: JsonObject = Object.fromEntries(kept.map(([key, value]) => [key, structural(value)]));
  return "default" in copy ? { ...copy, default: fullDefault(copy, copy["default"]) } : copy;
}

/** The API server checks the rules on a default as it is written, before the defaults inside are filled in. */
function fullDefault(schema: JsonObject, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => fullDefault(schema["items"] as JsonObject, item));
  if (typeof value !== "object" || value === null) return value;
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonObject>);
  const known = value as JsonObject;
  const filled = properties.flatMap(([name, property]) => {
    const inner = known[name] ?? property["default"];
    return inner === undefined ? [] : [[name, fullDefault(property, inner)] as const];
  });
  return { ...known, ...Object.fromEntries(filled) };
}

function isDropped(key: string, value: unknown): boolean {
  // Strict objects: the API server itself refuses or prunes what is not in the schema. Loose ones: pruned as well.
  if (key === "additionalProperties") return typeof value !== "object" || Object.keys(value as object).length === 0;
  return (key === "minimum" || key === "maximum") && Math.abs(value as number) === Number.MAX_SAFE_INTEGER;
}
