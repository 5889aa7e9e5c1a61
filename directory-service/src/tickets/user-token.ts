/** User tokens: JWTs (RFC 7519) by which the application's backend says who the user is. */

import { isUserId, TOKEN_TYPE, type UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { isReserved } from "@cellwire/server-api/operations.ts";
import { SERVER_AUDIENCE } from "@cellwire/server-api/server-tokens.ts";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from "jose";
import { DirectoryError } from "../errors.ts";
import { SIGNING_ALGORITHM } from "./key-set.ts";

const CLOCK_TOLERANCE_S = 5;
const JWKS_TIMEOUT_MS = 3_000;
const JWKS_MAX_AGE_MS = 10 * 60_000;
/** Tokens with made-up key ids cause no more than one fetch in this time. */
const JWKS_COOLDOWN_MS = 30_000;

const CELLWIRE_TYPES: ReadonlySet<string> = new Set(Object.values(TOKEN_TYPE));

export class UserTokenVerifier {
  readonly #keys: JWTVerifyGetKey;
  readonly #clock: Clock;

  constructor(keys: JWTVerifyGetKey, clock: Clock) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /**
   * The user that the token speaks for.
   * @throws {DirectoryError} USER_TOKEN_* (refused) or USER_KEYS_UNAVAILABLE (cannot be decided now)
   */
  async verify(token: string): Promise<UserId> {
    const { payload, protectedHeader } = await this.#verified(token);
    if (protectedHeader.typ !== undefined && CELLWIRE_TYPES.has(protectedHeader.typ)) {
      throw new DirectoryError("USER_TOKEN_INVALID", { detail: "This is another kind of token." });
    }
    // The backend's own credential, perhaps signed by the same key.
    if ([payload.aud].flat().includes(SERVER_AUDIENCE)) {
      throw new DirectoryError("USER_TOKEN_INVALID", { detail: "This is a token of the server API." });
    }
    if (payload.sub === undefined || !isUserId(payload.sub)) throw new DirectoryError("USER_TOKEN_INVALID");
    if (isReserved(payload.sub)) throw new DirectoryError("USER_TOKEN_INVALID", { detail: "The user id is reserved." });
    return payload.sub;
  }

  async #verified(token: string) {
    try {
      return await jwtVerify(token, this.#keys, {
        algorithms: [SIGNING_ALGORITHM],
        requiredClaims: ["sub", "exp"],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.#clock.nowMs()),
      });
    } catch (error) {
      throw refusal(error);
    }
  }
}

/**
 * @param text JSON Web Key Set (RFC 7517, section 5)
 * @throws {RangeError} when it is none; the message quotes nothing
 */
export function localUserKeys(text: string): JWTVerifyGetKey {
  try {
    return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
  } catch {
    throw new RangeError("not a JSON Web Key Set");
  }
}

/** Keys from the application's JWKS URL: fetched when first needed, again after 10 minutes and for an unknown kid. */
export function remoteUserKeys(url: URL): JWTVerifyGetKey {
  return createRemoteJWKSet(url, {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cacheMaxAge: JWKS_MAX_AGE_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
  });
}

function refusal(cause: unknown): DirectoryError {
  if (cause instanceof errors.JWTExpired) return new DirectoryError("USER_TOKEN_EXPIRED", { cause });
  if (cause instanceof errors.JWSSignatureVerificationFailed) {
    return new DirectoryError("USER_TOKEN_SIGNATURE_INVALID", { cause });
  }
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) {
    return new DirectoryError("USER_TOKEN_KEY_UNKNOWN", { cause });
  }
  return new DirectoryError(isFaultOfToken(cause) ? "USER_TOKEN_INVALID" : "USER_KEYS_UNAVAILABLE", { cause });
}

function isFaultOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported
  );
}
