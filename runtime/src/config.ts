import { accessSync, constants } from "node:fs";
import { z } from "zod";
import { parseFaults } from "./faults.ts";
import { LOG_LEVELS } from "./log.ts";

/** The message lists every fault, one a line, each naming the variable and what it needs; never a value. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "BAD_CONFIGURATION";
}

const PORT_MAX = 65_535;
/** The longest delay that setTimeout takes (2³¹ − 1). */
const MILLISECONDS_MAX = 2_147_483_647;

/**
 * The configuration in `environment` as `schema` (a zod object keyed by variable name) says. An empty variable counts
 * as unset.
 * @throws {ConfigError} listing all faults.
 */
export function readConfig<S extends z.ZodType>(schema: S, environment: NodeJS.ProcessEnv): z.output<S> {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const variable = issue.path.join(".");
    if (variable === "") return issue.message;
    if (variable in set) return `${variable} is not valid: ${issue.message}`;
    return `${variable} is not set: ${issue.message.startsWith("Invalid input") ? "needs a value" : issue.message}`;
  });
  throw new ConfigError(faults.join("\n"));
}

/** What every process reads. Spread it into the schema of a service. */
export const PROCESS_VARIABLES = {
  CELLWIRE_LOG_LEVEL: z.enum(LOG_LEVELS, `needs one of ${LOG_LEVELS.join(", ")}`).default("info"),
  /** For `parseFaults`. */
  CELLWIRE_FAULTS: z
    .string()
    .refine(
      (text) => succeeds(() => parseFaults(text)),
      "needs rules like POINT=kill, POINT=error@3 or POINT=delay:500",
    )
    .default(""),
  CELLWIRE_HOST: z.string().default("127.0.0.1"),
};

/** Whether the standard OpenTelemetry variables ask for traces over OTLP. */
export function tracesWanted(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment["OTEL_SDK_DISABLED"] === "true" || environment["OTEL_TRACES_EXPORTER"] === "none") return false;
  const endpoint = environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ?? environment["OTEL_EXPORTER_OTLP_ENDPOINT"];
  return endpoint !== undefined && endpoint !== "";
}

/** A TCP port; 0 lets the system choose one. */
export function port() {
  return wholeNumber({ max: PORT_MAX, needs: "needs a TCP port, 0 to 65535" });
}

/** A duration in milliseconds. */
export function milliseconds() {
  return wholeNumber({ max: MILLISECONDS_MAX, needs: "needs a duration in whole milliseconds" });
}

/** An absolute URL, kept as text. `protocols` as in `["http:", "https:"]`; any when left out. */
export function url(options: { protocols?: readonly string[] } = {}) {
  const { protocols } = options;
  const scheme = protocols === undefined ? "" : ` that starts with ${protocols.map((p) => `${p}//`).join(" or ")}`;
  const needs = `needs a URL${scheme}`;
  return z.string(needs).refine((text) => {
    const parsed = URL.parse(text);
    return parsed !== null && (protocols === undefined || protocols.includes(parsed.protocol));
  }, needs);
}

/** The path of a file that this process can read. */
export function filePath() {
  const needs = "needs the path of a file that this process can read";
  return z.string(needs).refine((path) => succeeds(() => accessSync(path, constants.R_OK)), needs);
}

function wholeNumber(options: { max: number; needs: string }) {
  const { max, needs } = options;
  return z
    .string(needs)
    .regex(/^\d{1,10}$/, needs)
    .transform(Number)
    .refine((value) => value <= max, needs);
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
