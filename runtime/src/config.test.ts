import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import {
  ConfigError,
  filePath,
  milliseconds,
  port,
  PROCESS_VARIABLES,
  readConfig,
  tracesWanted,
  url,
} from "./config.ts";

const SCHEMA = z.object({
  ...PROCESS_VARIABLES,
  CELLWIRE_PORT: port(),
  CELLWIRE_URL: url({ protocols: ["http:", "https:"] }),
  CELLWIRE_WAIT_MS: milliseconds().default(500),
});

function faultsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(SCHEMA, environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split("\n");
  }
}

test("values are parsed and defaults filled in", () => {
  const config = readConfig(SCHEMA, { CELLWIRE_PORT: "8080", CELLWIRE_URL: "http://a.example/", OTHER: "x" });
  expect(config).toEqual({
    CELLWIRE_LOG_LEVEL: "info",
    CELLWIRE_FAULTS: "",
    CELLWIRE_HOST: "127.0.0.1",
    CELLWIRE_PORT: 8080,
    CELLWIRE_URL: "http://a.example/",
    CELLWIRE_WAIT_MS: 500,
  });
});

test("all faults are listed at once, one a line, with the variable and what it needs", () => {
  expect(faultsOf({ CELLWIRE_LOG_LEVEL: "loud", CELLWIRE_PORT: "70000", CELLWIRE_WAIT_MS: "-1" })).toEqual([
    "CELLWIRE_LOG_LEVEL is not valid: needs one of fatal, error, warn, info, debug, trace, silent",
    "CELLWIRE_PORT is not valid: needs a TCP port, 0 to 65535",
    "CELLWIRE_URL is not set: needs a URL that starts with http:// or https://",
    "CELLWIRE_WAIT_MS is not valid: needs a duration in whole milliseconds",
  ]);
});

test("faults that cannot be read are refused at the start", () => {
  const good = { CELLWIRE_PORT: "1", CELLWIRE_URL: "http://a.example" };
  expect(faultsOf({ ...good, CELLWIRE_FAULTS: "a.b=kill@3,c=delay:5" })).toEqual([]);
  expect(faultsOf({ ...good, CELLWIRE_FAULTS: "a.b=explode" })).toEqual([
    "CELLWIRE_FAULTS is not valid: needs rules like POINT=kill, POINT=error@3 or POINT=delay:500",
  ]);
});

test("an empty variable counts as unset", () => {
  expect(faultsOf({ CELLWIRE_PORT: "", CELLWIRE_URL: "http://a.example" })).toEqual([
    "CELLWIRE_PORT is not set: needs a TCP port, 0 to 65535",
  ]);
});

test("a fault never shows the value", () => {
  expect(faultsOf({ CELLWIRE_PORT: "SECRET", CELLWIRE_URL: "ftp://SECRET@host" }).join("\n")).not.toContain("SECRET");
});

test.each(["8080.5", "0x50", " 80", "1e3", "65536", "-1"])("%j is no port", (text) => {
  expect(port().safeParse(text).success).toBe(false);
});

test.each(["0", "1", "65535"])("%j is a port", (text) => {
  expect(port().parse(text)).toBe(Number(text));
});

test("a duration beyond what a timer takes is refused", () => {
  expect(milliseconds().safeParse("2147483647").success).toBe(true);
  expect(milliseconds().safeParse("2147483648").success).toBe(false);
});

test("a file path must be readable", () => {
  expect(filePath().safeParse(fileURLToPath(import.meta.url)).success).toBe(true);
  expect(filePath().safeParse("/no/such/file").success).toBe(false);
});

test("traces are wanted only when an endpoint is set and nothing turns them off", () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  expect(tracesWanted({})).toBe(false);
  expect(tracesWanted(endpoint)).toBe(true);
  expect(tracesWanted({ ...endpoint, OTEL_SDK_DISABLED: "true" })).toBe(false);
  expect(tracesWanted({ ...endpoint, OTEL_TRACES_EXPORTER: "none" })).toBe(false);
});
