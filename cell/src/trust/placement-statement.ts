/** Placement statements: what the directory signed about where a user, group or channel lives. They never expire; a higher epoch replaces them. */

import type { JWTVerifyGetKey } from "jose";
import { errors, jwtVerify } from "jose";
import { z } from "zod";
import { DIRECTORY_ISSUER, TOKEN_TYPE, isCellId, isThingKey } from "@cellwire/protocol";
import type { CellId, ThingKey } from "@cellwire/protocol";

const STATEMENT_LENGTH_MAX = 4096;

const OPERATION_LENGTH_MAX = 64;

const granted = z.object({
  sub: z.string().refine(isThingKey),
  cell: z.string().refine(isCellId),
  epoch: z.int().min(1),
  generation: z.int().min(0),
  op: z.string().min(1).max(OPERATION_LENGTH_MAX),
});

const claimsSchema = z.discriminatedUnion("state", [
  granted.extend({ state: z.literal("ACTIVE") }),
  granted.extend({
    state: z.literal("MIGRATING"),
    target: z.string().refine(isCellId),
    targetGeneration: z.int().min(0),
  }),
]);

/** Where the directory says that a user, group or channel lives; `statement` is the proof. */
export interface StatedPlacement {
  readonly thing: ThingKey;
  readonly cell: CellId;
  readonly epoch: number;
  /** Of the cell: to another one this statement grants nothing. */
  readonly generation: number;
  /** The operation that made the placement what it is. */
  readonly op: string;
  /** The move that `op` began, while it is pending: only this generation of the target may import and commit. */
  readonly pending: { readonly target: CellId; readonly generation: number } | null;
  readonly statement: string;
}

/** The cell that reads a statement, and which incarnation of it. */
export interface OwnGeneration {
  readonly cell: CellId;
  readonly generation: () => number;
}

/** Verifies with the directory's keys (`DirectoryKeys.resolve`). */
export class PlacementStatements {
  readonly #keys: JWTVerifyGetKey;
  readonly #own: OwnGeneration | undefined;

  /** `own`: what an earlier incarnation of it was granted is no grant. */
  constructor(keys: JWTVerifyGetKey, own?: OwnGeneration) {
    this.#keys = keys;
    this.#own = own;
  }

  /**
   * The placement that the directory signed. "invalid": not signed by a key of the directory, or not a statement.
   * "unavailable": the directory's keys are not known, so nobody can tell; or this very cell has yet to take the thing again.
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
      const { cell, generation } = claims.data;
      if (cell === this.#own?.cell && generation < this.#own.generation()) return "unavailable";
      return { ...statedBy(claims.data), statement };
    } catch (error) {
      return error instanceof errors.JOSEError ? "invalid" : "unavailable";
    }
  }
}

function statedBy(claims: z.output<typeof claimsSchema>): Omit<StatedPlacement, "statement"> {
  const { sub, cell, epoch, generation, op } = claims;
  const pending = claims.state === "MIGRATING" ? { target: claims.target, generation: claims.targetGeneration } : null;
  return { thing: sub, cell, epoch, generation, op, pending };
}
