import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readOperatorConfig } from "./config.ts";

const COMPLETE = {
  CELLWIRE_OPERATOR_PORT: "8080",
  CELLWIRE_DIRECTORY_URL: "http://directory",
  CELLWIRE_DIRECTORY_ADMIN_TOKEN_FILE: fileURLToPath(import.meta.url),
  CELLWIRE_IMAGE: "cellwire",
  CELLWIRE_DEFAULT_VERSION: "1.0.0",
  CELLWIRE_POSTGRES_IMAGE: "postgres:18",
  CELLWIRE_REDIS_IMAGE: "redis:8",
  POD_NAME: "operator-0",
  POD_NAMESPACE: "cellwire-system",
};

test("takes what the chart sets", () => {
  expect(readOperatorConfig(COMPLETE)).toMatchObject({ CELLWIRE_OPERATOR_PORT: 8080, CELLWIRE_LOG_LEVEL: "info" });
});

test("lists everything that is missing", () => {
  expect(() => readOperatorConfig({})).toThrow(
    new RegExp(
      Object.keys(COMPLETE)
        .map((name) => `(?=[^]*${name} is not set)`)
        .join(""),
    ),
  );
});
