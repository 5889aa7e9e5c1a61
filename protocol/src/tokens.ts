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
  /** Cell → cell, cell → directory: who calls whom. Short-lived. */
  peer: "cellwire-peer+jwt",
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
  readonly op: string;
  readonly state: PlacementState;
  readonly iat: number;
}

export type PlacementState = "ACTIVE" | "MIGRATING";

/** `iss` = calling cell, `aud` = called cell, or `cellwire-directory`. */
export interface PeerClaims {
  readonly iss: string;
  readonly aud: string;
  readonly iat: number;
  readonly exp: number;
}
