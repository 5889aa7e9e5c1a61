/**
 * Claims of the signed tokens. All are JWTs (RFC 7519) signed with Ed25519 (`alg: EdDSA`, RFC 8037), with a key id in
 * the header. `exp` and `iat` are in seconds.
 */

/** `typ` header values: a token of one kind is never taken for another. */
export const TOKEN_TYPE = {
  /** Directory → device: permits a connection to the home cell. */
  ticket: "cellwire-ticket+jwt",
  /** Home cell → device: the same, this cell only, for 24 hours. */
  resumeTicket: "cellwire-resume+jwt",
  /** Directory → anyone: proof of a placement at an epoch. Never expires; a higher epoch replaces it. */
  placement: "cellwire-placement+jwt",
  /** Directory → anyone: what became of an operation. Anything but PENDING is so for good. */
  outcome: "cellwire-outcome+jwt",
  /** Directory → anyone: the generation of a cell, and what granted it. A higher one replaces it. */
  generation: "cellwire-generation+jwt",
  /** Cell → cell, cell → directory: who calls whom. Short-lived. */
  peer: "cellwire-peer+jwt",
  /** Directory → cell: a request of the application's backend, passed on. Short-lived. */
  server: "cellwire-server+jwt",
} as const;

/** `iss` of everything that the directory signs. */
export const DIRECTORY_ISSUER = "cellwire-directory";

/** `sub` = user, `aud` = home cell. */
export interface TicketClaims {
  readonly sub: string;
  readonly aud: string;
  readonly device: string;
  readonly epoch: number;
  readonly iat: number;
  readonly exp: number;
}

/** `sub` = ThingKey of the user, group or channel. */
export interface PlacementClaims {
  readonly sub: string;
  readonly cell: string;
  readonly epoch: number;
  /** Of the cell: the statement grants nothing to another one. */
  readonly generation: number;
  /** The operation that made the placement what it is. */
  readonly op: string;
  readonly state: PlacementState;
  /** While MIGRATING: where to, and the generation that may import and commit. */
  readonly target?: string;
  readonly targetGeneration?: number;
  readonly iat: number;
}

/** `sub` = ThingKey. */
export interface OutcomeClaims {
  readonly sub: string;
  readonly op: string;
  readonly kind: "move" | "replacement";
  readonly target: string;
  readonly outcome: OperationOutcome;
  readonly iat: number;
}

/** `sub` = cell. */
export interface GenerationClaims {
  readonly sub: string;
  readonly generation: number;
  readonly op: string;
  readonly iat: number;
}

export type OperationOutcome = "PENDING" | "COMMITTED" | "ABORTED";

export type PlacementState = "ACTIVE" | "MIGRATING";

/** `iss` = calling cell, `aud` = called cell, or `cellwire-directory`. */
export interface PeerClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
}
