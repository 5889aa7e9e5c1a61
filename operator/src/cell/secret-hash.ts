/** Tells in a pod template that a Secret changed, without telling anything about what is in it. */

import { createHmac } from "node:crypto";

const LENGTH = 16;

/** @param key the cell's own, secret and random: without it, a weak password could be guessed from its hash */
export function secretHash(key: string, values: readonly string[]): string {
  const hmac = createHmac("sha256", Buffer.from(key, "base64"));
  for (const value of values) hmac.update(`${Buffer.byteLength(value)}:${value}`);
  return hmac.digest("hex").slice(0, LENGTH);
}
