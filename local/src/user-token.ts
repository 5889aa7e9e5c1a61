/**
 * User tokens of local mode. In production the application's backend signs them, after its own login; here there is no
 * login, and whoever can read the data directory can be anyone. `iss` says so.
 */

import { SignJWT, importJWK } from "jose";
import type { UserId } from "@cellwire/protocol";
import type { KeySet } from "./keys.ts";

const ISSUER = "cellwire-local-mode";
const LIFETIME_MS = 3_600_000;

/** A JWT for `user`, signed with the application's active key, for an hour from `at`. */
export async function signUserToken(application: KeySet, user: UserId, at = new Date()): Promise<string> {
  const key = application.keys.find((candidate) => candidate.kid === application.active);
  if (!key) throw new Error(`the application's active key ${application.active} is not in its key set`);
  return new SignJWT()
    .setProtectedHeader({ alg: "EdDSA", kid: key.kid })
    .setSubject(user)
    .setIssuer(ISSUER)
    .setIssuedAt(at)
    .setExpirationTime(new Date(at.getTime() + LIFETIME_MS))
    .sign(await importJWK(key, "EdDSA"));
}
