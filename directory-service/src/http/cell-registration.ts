/** The body of PUT /v1/cells/:cell. Fields that this version does not know are ignored. */

import type { CellRegistration, CellState } from "@cellwire/protocol";
import { z } from "zod";
import { region } from "./parse.ts";

const CELL_STATES = [
  "PROVISIONING",
  "ACTIVE",
  "DRAINING",
  "SUSPECT",
  "FENCED",
  "FAILED",
  "RETIRED",
] as const satisfies readonly CellState[];

const GATEWAYS_MAX = 256;
const KEYS_MAX = 8;
const USERS_MAX = 1_000_000_000;
const URL_LENGTH_MAX = 512;
/** 32 bytes in base64url. */
const KEY_BYTES = /^[A-Za-z0-9_-]{43}$/;

const publicKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  kid: z.string().min(1).max(128),
  x: z.string().regex(KEY_BYTES, "needs 32 bytes in base64url"),
  // What is registered is public: a private key that came along is not just dropped, its owner must hear of it.
  d: z.undefined("this is a private key; replace it, and register public keys only").optional(),
});

export const cellRegistration = z.object({
  region: region(),
  state: z.enum(CELL_STATES),
  schedulable: z.boolean(),
  maxUsers: z.int().min(1).max(USERS_MAX),
  weight: z.int().min(1).max(1000),
  gateways: z
    .array(url(["ws:", "wss:"]))
    .min(1)
    .max(GATEWAYS_MAX),
  ingestUrl: url(["http:", "https:"]),
  publicKeys: z
    .array(publicKey.transform(({ kty, crv, kid, x }) => ({ kty, crv, kid, x })))
    .min(1)
    .max(KEYS_MAX)
    .refine((keys) => new Set(keys.map((key) => key.kid)).size === keys.length, "two keys share one kid"),
  generation: z.int().min(0),
}) satisfies z.ZodType<CellRegistration>;

/** No user information in it: the list of cells is public. */
function url(protocols: readonly string[]) {
  const needs = `needs a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`;
  return z
    .string()
    .max(URL_LENGTH_MAX)
    .refine((text) => {
      const parsed = URL.parse(text);
      return parsed !== null && protocols.includes(parsed.protocol) && parsed.username === "" && parsed.password === "";
    }, `${needs} and names no user`);
}
