/** Where webhooks go, from the configuration. Spread the variables into a service's schema. */

import { readFileSync } from "node:fs";
import { ConfigError, filePath, url } from "@cellwire/runtime/config.ts";
import { webhookSecret } from "./signature.ts";
import type { WebhookTarget } from "./webhook-sender.ts";

export const WEBHOOK_VARIABLES = {
  /** Unset: there are no webhooks. */
  CELLWIRE_WEBHOOK_URL: url({ protocols: ["https:", "http:"] }).optional(),
  /** `whsec_` and 24 to 64 bytes in base64. */
  CELLWIRE_WEBHOOK_SECRET_FILE: filePath().optional(),
};

/** @throws {ConfigError} the secret is missing, or is none */
export function webhookTarget(set: {
  readonly CELLWIRE_WEBHOOK_URL?: string | undefined;
  readonly CELLWIRE_WEBHOOK_SECRET_FILE?: string | undefined;
}): WebhookTarget | undefined {
  const { CELLWIRE_WEBHOOK_URL: target, CELLWIRE_WEBHOOK_SECRET_FILE: file } = set;
  if (target === undefined) return undefined;
  if (file === undefined)
    throw new ConfigError("CELLWIRE_WEBHOOK_SECRET_FILE is not set: needs a value with CELLWIRE_WEBHOOK_URL");
  try {
    return { url: target, secret: webhookSecret(readFileSync(file, "utf8")) };
  } catch (cause) {
    throw new ConfigError(`CELLWIRE_WEBHOOK_SECRET_FILE is not valid: ${(cause as Error).message}`, { cause });
  }
}
