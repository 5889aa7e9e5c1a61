/** The environment of the installation's Job. */

import { PROCESS_VARIABLES, readConfig } from "@cellwire/runtime/config.ts";
import type { LogLevel } from "@cellwire/runtime/log.ts";
import { z } from "zod";
import type { Installation } from "./secrets.ts";

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const name = z.string().regex(NAME, "needs a name of 1 to 63 characters of a-z 0-9 -");
const flag = z.enum(["true", "false"], "needs true or false").transform((value) => value === "true");

const VARIABLES = z.object({
  ...PROCESS_VARIABLES,
  POD_NAMESPACE: name,
  CELLWIRE_RELEASE: name,
  /** Make a key for the application's user tokens. */
  CELLWIRE_APPLICATION_KEY: flag,
  /** Make a password for the directory's own database. */
  CELLWIRE_DATABASE_PASSWORD: flag,
});

/** @throws {ConfigError} listing every fault */
export function readInstallationConfig(environment = process.env): Installation & { readonly logLevel: LogLevel } {
  const set = readConfig(VARIABLES, environment);
  return {
    logLevel: set.CELLWIRE_LOG_LEVEL,
    release: set.CELLWIRE_RELEASE,
    namespace: set.POD_NAMESPACE,
    applicationKey: set.CELLWIRE_APPLICATION_KEY,
    database: set.CELLWIRE_DATABASE_PASSWORD,
  };
}
