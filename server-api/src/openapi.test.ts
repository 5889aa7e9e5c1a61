import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";
import { OPERATIONS, type Operation } from "./operations.ts";

const FILE = new URL("../../docs/server-api.openapi.json", import.meta.url);

test("the description in docs is that of the routes (npm run -w @cellwire/server-api generate)", () => {
  expect(JSON.parse(readFileSync(FILE, "utf8"))).toEqual(openApiDocument());
});

test("every operation of the backend is described, and none that is between directory and cells", () => {
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, { operationId: string }>> };
  const described = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  const backend = Object.entries(OPERATIONS as Record<string, Operation>).filter(([, { isInternal }]) => !isInternal);
  expect(described.toSorted()).toEqual(backend.map(([name]) => name).toSorted());
});

test("a change needs an Idempotency-Key, a question does not", () => {
  const { paths } = openApiDocument() as { paths: Record<string, Record<string, { parameters: { name: string }[] }>> };
  for (const path of Object.values(paths))
    for (const [method, { parameters }] of Object.entries(path))
      expect(parameters.some(({ name }) => name === "Idempotency-Key")).toBe(method !== "get");
});
