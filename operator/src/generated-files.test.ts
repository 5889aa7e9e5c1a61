import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { generatedFiles } from "./generated-files.ts";
import { customResourceDefinitions } from "./api/custom-resources.ts";

const ROOT = path.join(import.meta.dirname, "../..");

test.each([...generatedFiles()])("%s is what the code makes", (name, text) => {
  const committed = readFileSync(path.join(ROOT, name), "utf8");
  expect(committed === text, `${name} is stale: run npm run -w @cellwire/operator generate`).toBe(true);
});

test("everything that can grow is bounded", () => {
  const unbounded = [...customResourceDefinitions()].flatMap(([name, definition]) => unboundedPaths(definition, name));
  expect(unbounded).toEqual([]);
});

test("rules are kept from the schemas, and nothing that the API server does not take", () => {
  const text = JSON.stringify([...customResourceDefinitions()]);
  expect(text).toContain('"rule":"has(self.replicas) != has(self.autoscaling)"');
  expect(text).not.toMatch(
    /"(oneOf|propertyNames|\$ref|const)"|"additionalProperties":(false|true|\{\})|9007199254740991/,
  );
});

/** Lists, maps and texts without their maximum; a text of a few known values, or of a known format, needs none. */
function unboundedPaths(schema: unknown, at: string): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const {
    type,
    maxItems,
    maxProperties,
    additionalProperties,
    maxLength,
    enum: values,
  } = schema as Record<string, unknown>;
  const bounded =
    (type !== "array" || maxItems !== undefined) &&
    (additionalProperties === undefined || maxProperties !== undefined) &&
    (type !== "string" || maxLength !== undefined || values !== undefined);
  const own = bounded || /(apiVersion|kind|anyOf\.\d|columns.*|Columns.*)$/i.test(at) ? [] : [at];
  return [...own, ...Object.entries(schema).flatMap(([key, value]) => unboundedPaths(value, `${at}.${key}`))];
}
