/**
 * Tokens of the server API in local mode. In production the application's backend signs them; here whoever can read the data
 * directory can be the backend.
 */

import { SCOPES } from "@cellwire/server-api/operations.ts";
import { SERVER_AUDIENCE } from "@cellwire/server-api/server-tokens.ts";
import { SignJWT, importJWK } from "jose";
import type { KeySet } from "./keys.ts";

const CALLER = "cellwire-local-mode";
/** As long as a token may be good for. */
const LIFETIME = "1h";

/** @param cell whose own API it is for; left out: the directory's */
export async function signServerToken(
  backend: KeySet,
  { cell, scopes = SCOPES }: { cell?: string | undefined; scopes?: readonly string[] | undefined } = {},
): Promise<string> {
  const key = backend.keys.find((candidate) => candidate.kid === backend.active);
  if (!key) throw new Error(`the backend's active key ${backend.active} is not in its key set`);
  return new SignJWT({ scope: scopes.join(" ") })
    .setProtectedHeader({ alg: "EdDSA", kid: key.kid })
    .setSubject(CALLER)
    .setAudience(cell === undefined ? SERVER_AUDIENCE : `${SERVER_AUDIENCE}:${cell}`)
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(await importJWK(key, "EdDSA"));
}
