/** The OpenAPI 3.1 description (https://spec.openapis.org/oas/v3.1.0), made of the definitions that the routes are made of. */

import { z } from "zod";
import { SERVER_ERRORS } from "./errors.ts";
import { OPERATIONS, SCOPES, type Operation } from "./operations.ts";
import { operationId } from "./schemas.ts";

type Json = Record<string, unknown>;

export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, definition] of Object.entries(OPERATIONS) as [string, Operation][]) {
    if (definition.isInternal) continue;
    const path = definition.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [definition.method.toLowerCase()]: describe(name, definition) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Cellwire server API",
      version: "1",
      description: "For the application's backend: at the directory, or at a user's home cell. See docs/server-api.md.",
    },
    security: [{ backend: [] }],
    paths,
    components: {
      securitySchemes: {
        backend: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: `Signed by the application's key; scopes: ${SCOPES.join(", ")}.`,
        },
      },
      schemas: { Error: errorSchema() },
    },
  };
}

function describe(name: string, definition: Operation): Json {
  const { method, scope, summary, body, answer } = definition;
  return {
    operationId: name,
    summary,
    description: `Scope: ${scope}.`,
    parameters: parameters(definition),
    ...((method === "POST" || method === "PUT") && {
      requestBody: { required: hasFields(body), content: json(schemaOf(body, "input")) },
    }),
    responses: {
      200: {
        description: "Done, now or by an earlier request with this key.",
        content: json(schemaOf(answer, "output")),
      },
      default: { description: "Not done.", content: json({ $ref: "#/components/schemas/Error" }) },
    },
  };
}

function parameters({ method, params, query }: Operation): Json[] {
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: true,
    description: "Names the change: a repetition with the same key has no further effect.",
    schema: schemaOf(operationId, "input"),
  };
  return [...fields(params, "path"), ...fields(query, "query"), ...(method === "GET" ? [] : [key])];
}

function fields(schema: z.ZodType, place: "path" | "query"): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input") as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: of,
  }));
}

function hasFields(schema: z.ZodType): boolean {
  return ((schemaOf(schema, "input")["required"] as unknown[] | undefined) ?? []).length > 0;
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return rest;
}

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

function errorSchema(): Json {
  return {
    type: "object",
    required: ["code", "message"],
    properties: {
      code: { type: "string", enum: Object.keys(SERVER_ERRORS) },
      message: { type: "string" },
      remedy: { type: "string" },
    },
  };
}
