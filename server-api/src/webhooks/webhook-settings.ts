/** Where webhooks go, from the configuration. Spread the variables into a service's schema. */

import { readFileSync } from "node:fs";
import { ConfigError, filePath, url } from "@cellwire/runtime/config.ts";
import { z } from "zod";
import { webhookSecret } from "./signature.ts";
import type { WebhookTarget } from "./webhook-sender.ts";

export const WEBHOOK_VARIABLES = {
  /** Unset: there are no webhooks. */
  CELLWIRE_WEBHOOK_URL: url({ protocols: ["https:", "http:"] }).optional(),
  /** `whsec_` and 24 to 64 bytes in base64; or else a file that holds it. */
  CELLWIRE_WEBHOOK_SECRET: z.string().optional(),
  CELLWIRE_WEBHOOK_SECRET_FILE: filePath().optional(),
};

interface WebhookVariables {
  readonly CELLWIRE_WEBHOOK_URL?: string | undefined;
  readonly CELLWIRE_WEBHOOK_SECRET?: string | undefined;
  readonly CELLWIRE_WEBHOOK_SECRET_FILE?: string | undefined;
}

/** @throws {ConfigError} the secret is missing, or is none */
export function webhookTarget(set: WebhookVariables): WebhookTarget | undefined {
  const { CELLWIRE_WEBHOOK_URL: target, CELLWIRE_WEBHOOK_SECRET: text, CELLWIRE_WEBHOOK_SECRET_FILE: file } = set;
  if (target === undefined) return undefined;
  if (text === undefined && file === undefined)
    throw new ConfigError("CELLWIRE_WEBHOOK_SECRET is not set: needs a value with CELLWIRE_WEBHOOK_URL");
  try {
    return { url: target, secret: webhookSecret(text ?? readFileSync(file!, "utf8")) };
  } catch (cause) {
    const name = text === undefined ? "CELLWIRE_WEBHOOK_SECRET_FILE" : "CELLWIRE_WEBHOOK_SECRET";
    throw new ConfigError(`${name} is not valid: ${(cause as Error).message}`, { cause });
  }
}
