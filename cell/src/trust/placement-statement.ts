/** Placement statements: what the directory signed about where a user, group or channel lives. They never expire; a higher epoch replaces them. */

import type { JWTVerifyGetKey } from "jose";
import { errors, jwtVerify } from "jose";
import { z } from "zod";
import { DIRECTORY_ISSUER, TOKEN_TYPE, isCellId, isThingKey } from "@cellwire/protocol";
import type { CellId, ThingKey } from "@cellwire/protocol";

const STATEMENT_LENGTH_MAX = 4096;

const claimsSchema = z.object({
  sub: z.string().refine(isThingKey),
  cell: z.string().refine(isCellId),
  epoch: z.int().min(1),
});

/** Where the directory says that a user, group or channel lives; `statement` is the proof. */
export interface StatedPlacement {
  readonly thing: ThingKey;
  readonly cell: CellId;
  readonly epoch: number;
  readonly statement: string;
}

/** Verifies with the directory's keys (`DirectoryKeys.resolve`). */
export class PlacementStatements {
  readonly #keys: JWTVerifyGetKey;

  constructor(keys: JWTVerifyGetKey) {
    this.#keys = keys;
  }

  /**
   * The placement that the directory signed. "invalid": not signed by a key of the directory, or not a statement.
   * "unavailable": the directory's keys are not known, so nobody can tell.
   */
  async verify(statement: string): Promise<StatedPlacement | "invalid" | "unavailable"> {
    if (statement.length > STATEMENT_LENGTH_MAX) return "invalid";
    try {
      const { payload } = await jwtVerify(statement, this.#keys, {
        algorithms: ["EdDSA"],
        typ: TOKEN_TYPE.placement,
        issuer: DIRECTORY_ISSUER,
      });
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) return "invalid";
      const { sub, cell, epoch } = claims.data;
      return { thing: sub, cell, epoch, statement };
    } catch (error) {
      return error instanceof errors.JOSEError ? "invalid" : "unavailable";
    }
  }
}
