/**
 * The directory's signing keys. The active one signs; all are published, so what an older one signed still verifies.
 * To rotate: add the new key to the file and restart every replica, make it active and restart again, and drop the old
 * key when the longest-lived thing that it signed is gone.
 */

import type { JsonWebKeyOkp } from "@cellwire/protocol";
import { importJWK, type CryptoKey } from "jose";
import { z } from "zod";

export const SIGNING_ALGORITHM = "EdDSA";

export interface SigningKeys {
  readonly active: { readonly kid: string; readonly key: CryptoKey };
  readonly published: readonly JsonWebKeyOkp[];
}

const KEYS_MAX = 16;
/** 32 bytes in base64url. */
const KEY_BYTES = /^[A-Za-z0-9_-]{43}$/;

const keySetFile = z
  .object({
    active: z.string(),
    keys: z
      .array(
        z.object({
          kty: z.literal("OKP"),
          crv: z.literal("Ed25519"),
          kid: z.string().min(1).max(128),
          x: z.string().regex(KEY_BYTES),
          d: z.string().regex(KEY_BYTES),
        }),
      )
      .min(1)
      .max(KEYS_MAX),
  })
  .refine((set) => new Set(set.keys.map((key) => key.kid)).size === set.keys.length, "two keys share one kid")
  .refine((set) => set.keys.some((key) => key.kid === set.active), "`active` names none of the keys");

/**
 * @param text JSON `{ "active": kid, "keys": [private Ed25519 JWK, …] }`
 * @throws {RangeError} naming the fault, never key material
 */
export async function parseSigningKeys(text: string): Promise<SigningKeys> {
  const parsed = keySetFile.safeParse(parseJson(text));
  if (!parsed.success) throw new RangeError(`not a signing key set: ${z.prettifyError(parsed.error)}`);
  const { active, keys } = parsed.data;
  const activeKey = keys.find((key) => key.kid === active)!;
  return {
    active: { kid: active, key: await importJWK(activeKey, SIGNING_ALGORITHM) },
    published: keys.map(({ kty, crv, kid, x }) => ({ kty, crv, kid, x })),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is secret.
    throw new RangeError("not a signing key set: the file is not JSON");
  }
}
