/** Ed25519 keys as JSON Web Keys (RFC 8037), the active one by id. */

import { createHash, createPrivateKey } from "node:crypto";
import type { JsonWebKeyOkp } from "@cellwire/protocol";
import type { Random } from "@cellwire/runtime/random.ts";
import { z } from "zod";

const privateKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  kid: z.string().min(1),
  x: z.string().min(1),
  d: z.string().min(1),
});

/** `active` is the id of the key that signs; the others still verify. */
export const keySet = z
  .object({ active: z.string().min(1), keys: z.array(privateKey).min(1).max(16) })
  .refine(({ active, keys }) => keys.some(({ kid }) => kid === active), "the active key is not among the keys");

export type KeySet = z.output<typeof keySet>;
export type PrivateKey = z.output<typeof privateKey>;

const SEED_BYTES = 32;
/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export function newPrivateKey(random: Pick<Random, "bytes">): PrivateKey {
  const seed = random.bytes(SEED_BYTES);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
  const { x, d } = z.object({ x: z.string(), d: z.string() }).parse(key.export({ format: "jwk" }));
  return { kty: "OKP", crv: "Ed25519", kid: thumbprint(x), x, d };
}

export function publicKey({ kty, crv, kid, x }: PrivateKey): JsonWebKeyOkp {
  return { kty, crv, kid, x };
}

/** RFC 7638. */
function thumbprint(x: string): string {
  return createHash("sha256")
    .update(JSON.stringify({ crv: "Ed25519", kty: "OKP", x }))
    .digest("base64url");
}
