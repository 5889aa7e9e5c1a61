/** The environment of the directory's processes. */

import { filePath, port, PROCESS_VARIABLES, readConfig, url } from "@cellwire/runtime/config.ts";
import type { LogLevel } from "@cellwire/runtime/log.ts";
import type { WebhookTarget } from "@cellwire/server-api/webhooks/webhook-sender.ts";
import { WEBHOOK_VARIABLES, webhookTarget } from "@cellwire/server-api/webhooks/webhook-settings.ts";
import { z } from "zod";

const databaseVariables = {
  ...PROCESS_VARIABLES,
  CELLWIRE_DATABASE_URL: url({ protocols: ["postgres:", "postgresql:"] }),
};

const serveVariables = z
  .object({
    ...databaseVariables,
    CELLWIRE_DIRECTORY_PORT: port(),
    /** JSON `{ "active": kid, "keys": [private Ed25519 JWK, …] }`. */
    CELLWIRE_SIGNING_KEYS_FILE: filePath(),
    /** JSON Web Key Set of the application's public keys; or else the URL of one. */
    CELLWIRE_USER_TOKEN_KEYS_FILE: filePath().optional(),
    CELLWIRE_USER_TOKEN_JWKS_URL: url({ protocols: ["https:", "http:"] }).optional(),
    CELLWIRE_ADMIN_TOKEN_FILE: filePath(),
    /** JSON Web Key Set of the public keys that the application's backend signs with, or its URL; neither: there is no server API. */
    CELLWIRE_SERVER_TOKEN_KEYS_FILE: filePath().optional(),
    ...WEBHOOK_VARIABLES,
    CELLWIRE_SERVER_TOKEN_JWKS_URL: url({ protocols: ["https:", "http:"] }).optional(),
  })
  .refine(
    (set) => (set.CELLWIRE_USER_TOKEN_KEYS_FILE === undefined) !== (set.CELLWIRE_USER_TOKEN_JWKS_URL === undefined),
    {
      error: "set exactly one of CELLWIRE_USER_TOKEN_KEYS_FILE and CELLWIRE_USER_TOKEN_JWKS_URL",
      // The default stops at the first kind of fault; this one is to be listed beside the others.
      when: ({ value }) => typeof value === "object" && value !== null,
    },
  );

export interface MigrateConfig {
  readonly logLevel: LogLevel;
  readonly databaseUrl: string;
}

export interface ServeConfig extends MigrateConfig {
  readonly host: string;
  readonly port: number;
  readonly signingKeysFile: string;
  readonly userTokenKeys: { readonly file: string } | { readonly url: string };
  readonly adminTokenFile: string;
  /** undefined: there is no server API. The file counts where both are set. */
  readonly webhook: WebhookTarget | undefined;
  readonly serverTokenKeys: { readonly file: string } | { readonly url: string } | undefined;
}

/** @throws {ConfigError} listing every fault */
export function readMigrateConfig(environment: NodeJS.ProcessEnv = process.env): MigrateConfig {
  const set = readConfig(z.object(databaseVariables), environment);
  return { logLevel: set.CELLWIRE_LOG_LEVEL, databaseUrl: set.CELLWIRE_DATABASE_URL };
}

/** @throws {ConfigError} listing every fault */
export function readServeConfig(environment: NodeJS.ProcessEnv = process.env): ServeConfig {
  const set = readConfig(serveVariables, environment);
  const file = set.CELLWIRE_USER_TOKEN_KEYS_FILE;
  return {
    logLevel: set.CELLWIRE_LOG_LEVEL,
    databaseUrl: set.CELLWIRE_DATABASE_URL,
    host: set.CELLWIRE_HOST,
    port: set.CELLWIRE_DIRECTORY_PORT,
    signingKeysFile: set.CELLWIRE_SIGNING_KEYS_FILE,
    userTokenKeys: file === undefined ? { url: set.CELLWIRE_USER_TOKEN_JWKS_URL! } : { file },
    adminTokenFile: set.CELLWIRE_ADMIN_TOKEN_FILE,
    webhook: webhookTarget(set),
    serverTokenKeys: keySource(set.CELLWIRE_SERVER_TOKEN_KEYS_FILE, set.CELLWIRE_SERVER_TOKEN_JWKS_URL),
  };
}

function keySource(file: string | undefined, jwksUrl: string | undefined): ServeConfig["serverTokenKeys"] {
  if (file !== undefined) return { file };
  return jwksUrl === undefined ? undefined : { url: jwksUrl };
}
