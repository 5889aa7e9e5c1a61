/**
 * Signatures of webhooks, as Standard Webhooks has them (https://www.standardwebhooks.com, "Signature scheme"): HMAC-SHA256 over
 * `id.timestamp.body`, in the headers webhook-id, webhook-timestamp (seconds) and webhook-signature (`v1,` and base64; several, apart by
 * spaces, while a secret is being changed).
 */

import { createHmac, timingSafeEqual } from "node:crypto";

const PREFIX = "whsec_";
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;
/** Whoever gets an older one, or one from the future, refuses it: it may be a replay. */
const TOLERANCE_S = 5 * 60;

export interface SignedWebhook {
  readonly id: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * @param text `whsec_` and 24 to 64 bytes in base64
 * @throws {RangeError} quoting nothing
 */
export function webhookSecret(text: string): Buffer {
  const secret = Buffer.from(text.trim().slice(PREFIX.length), "base64");
  const isOne = text.startsWith(PREFIX) && secret.length >= SECRET_BYTES_MIN && secret.length <= SECRET_BYTES_MAX;
  if (!isOne)
    throw new RangeError(
      `a webhook secret is ${PREFIX} and ${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX} bytes in base64`,
    );
  return secret;
}

export function webhookHeaders(secret: Buffer, webhook: SignedWebhook): Record<string, string> {
  return {
    "webhook-id": webhook.id,
    "webhook-timestamp": String(webhook.timestamp),
    "webhook-signature": signature(secret, webhook),
  };
}

/** What a receiver checks before it believes anything; here for tests and as an example. */
export function isSigned(
  secret: Buffer,
  received: { headers: Readonly<Record<string, string | string[] | undefined>>; body: string; nowS: number },
): boolean {
  const { headers, body, nowS } = received;
  const [id, timestamp] = [String(headers["webhook-id"]), Number(headers["webhook-timestamp"])];
  if (!(Math.abs(nowS - timestamp) <= TOLERANCE_S)) return false;
  const expected = Buffer.from(signature(secret, { id, timestamp, body }));
  return String(headers["webhook-signature"])
    .split(" ")
    .map((one) => Buffer.from(one))
    .some((one) => one.length === expected.length && timingSafeEqual(one, expected));
}

function signature(secret: Buffer, { id, timestamp, body }: SignedWebhook): string {
  return `v1,${createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
