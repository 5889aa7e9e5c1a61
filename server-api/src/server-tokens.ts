/**
 * Who calls the server API. The backend signs a short-lived JWT with the application's key: `aud` cellwire-server at the directory,
 * cellwire-server:<cell> at a cell, `scope` (RFC 9068, section 2.2.3). What the directory passes on, it signs anew for the one
 * cell that does it: a cell never holds a token that is good anywhere else.
 */

import { DIRECTORY_ISSUER, TOKEN_TYPE } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { decodeProtectedHeader, errors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { ServerApiError } from "./errors.ts";
import type { Scope } from "./operations.ts";

export const SERVER_AUDIENCE = "cellwire-server";
/** Bounds what a token that leaked is good for, whatever `exp` it has. */
const TOKEN_AGE_MAX_S = 60 * 60;
const CLOCK_TOLERANCE_S = 5;
const CALLER_LENGTH_MAX = 64;

const claims = z.object({ scope: z.string().default(""), sub: z.string().max(CALLER_LENGTH_MAX).default("backend") });

export interface ServerCaller {
  /** `sub`: which part of the backend, for the audit log. */
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
}

export interface ServerTokenOptions {
  readonly audience: string;
  /** The application's; undefined: only what the directory passes on. */
  readonly applicationKeys: JWTVerifyGetKey | undefined;
  /** At a cell. */
  readonly directory?: { readonly keys: JWTVerifyGetKey; readonly cell: string } | undefined;
  readonly clock: Clock;
}

export class ServerTokenVerifier {
  readonly #options: ServerTokenOptions;

  constructor(options: ServerTokenOptions) {
    this.#options = options;
  }

  /** @throws {ServerApiError} SERVER_TOKEN_INVALID, SCOPE_MISSING, RETRY_AFTER (keys are not to be had) */
  async verify(token: string, scope: Scope): Promise<ServerCaller> {
    const payload = await this.#verified(token).catch((cause: unknown) => {
      const isFaultOfToken = cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout);
      throw new ServerApiError(isFaultOfToken ? "SERVER_TOKEN_INVALID" : "RETRY_AFTER", { cause });
    });
    const parsed = claims.safeParse(payload);
    if (!parsed.success) throw new ServerApiError("SERVER_TOKEN_INVALID");
    const scopes = new Set(parsed.data.scope.split(" ").filter(Boolean));
    if (!scopes.has(scope)) throw new ServerApiError("SCOPE_MISSING", { detail: `It needs ${scope}.` });
    return { name: parsed.data.sub, scopes };
  }

  async #verified(token: string) {
    const { audience, applicationKeys, directory, clock } = this.#options;
    const typ = claimedType(token);
    const shared = {
      algorithms: ["EdDSA"],
      requiredClaims: ["exp", "iat"],
      maxTokenAge: TOKEN_AGE_MAX_S,
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(clock.nowMs()),
    };
    if (directory && typ === TOKEN_TYPE.server) {
      const options = { ...shared, typ: TOKEN_TYPE.server, issuer: DIRECTORY_ISSUER, audience: directory.cell };
      return (await jwtVerify(token, directory.keys, options)).payload;
    }
    if (!applicationKeys) throw new errors.JWTInvalid("no key of the application is configured here");
    if (typ !== undefined && typ.toUpperCase() !== "JWT") throw new errors.JWTInvalid("another kind of token");
    const { payload } = await jwtVerify(token, applicationKeys, { ...shared, audience });
    // The directory's own scopes are not the application's to give.
    const { scope } = payload;
    const given = typeof scope === "string" ? scope.split(" ").filter((one) => one !== "cells:erase") : [];
    return { ...payload, scope: given.join(" ") };
  }
}

/** Only says which keys to try. @throws {JWTInvalid} */
function claimedType(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).typ;
  } catch {
    throw new errors.JWTInvalid("not a JWT");
  }
}
