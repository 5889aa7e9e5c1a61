/**
 * The directory's HTTP API: paths and JSON bodies. Every answer but 2xx has an `ApiError` body.
 *
 *   POST /v1/tickets            Authorization: Bearer <user token>; TicketRequest → TicketAnswer (places a new user)
 *   GET  /v1/placements/:thing  Authorization: Bearer <peer token>; → PlacementAnswer | 404 UNKNOWN_USER, UNKNOWN_THING
 *   POST /v1/placements         Authorization: Bearer <peer token>; PlaceRequest → PlacementAnswer | 409 ID_TAKEN
 *   GET  /v1/cells              → CellsAnswer (public: ids, regions, gateway URLs, ingest URLs, public keys)
 *   PUT  /v1/cells/:cell        Authorization: Bearer <admin token>; CellRegistration → CellRecord
 *   GET  /v1/changes?after=R&limit=N  Authorization: Bearer <peer token>; → ChangesAnswer
 *   GET  /.well-known/jwks.json → JSON Web Key Set (RFC 7517) of the directory's signing keys
 */

import type { JsonWebKeyOkp } from "./jwk.ts";

export type CellState = "PROVISIONING" | "ACTIVE" | "DRAINING" | "SUSPECT" | "FENCED" | "FAILED" | "RETIRED";

export interface TicketRequest {
  readonly device: string;
  /** Where the user is; used for first placement only. */
  readonly region?: string;
}

export interface TicketAnswer {
  readonly ticket: string;
  readonly user: string;
  readonly cell: string;
  readonly epoch: number;
  /** WebSocket URLs of the home cell's gateways, in no order. */
  readonly gateways: readonly string[];
  /** Unix time in milliseconds. */
  readonly expiresAtMs: number;
}

/** A cell has a new group or channel placed. Repeated with the same `op`, it is answered with where the thing lives now. */
export interface PlaceRequest {
  readonly kind: "group" | "channel";
  readonly id: string;
  /** UUID in lower case, made once for the thing. */
  readonly op: string;
  /** Its home if that cell is ACTIVE, schedulable and has a free seat; the calling cell when left out. */
  readonly cell?: string;
  /** Where else to look for a home; the calling cell's region when left out. */
  readonly region?: string;
}

export interface PlacementAnswer {
  /** ThingKey: a user id, `group:<id>` or `channel:<id>`. */
  readonly thing: string;
  readonly cell: string;
  readonly epoch: number;
  /** JWS of PlacementClaims. */
  readonly statement: string;
}

export interface CellRegistration {
  readonly region: string;
  readonly state: CellState;
  readonly schedulable: boolean;
  readonly maxUsers: number;
  /** Relative share of new users, 1 to 1000. */
  readonly weight: number;
  readonly gateways: readonly string[];
  /** Base URL of the cell's ingest endpoint. */
  readonly ingestUrl: string;
  /** The cell's Ed25519 keys; more than one while a rotation overlaps. */
  readonly publicKeys: readonly JsonWebKeyOkp[];
  readonly generation: number;
}

export interface CellRecord extends CellRegistration {
  readonly cell: string;
  readonly users: number;
  readonly revision: number;
}

export interface CellsAnswer {
  readonly cells: readonly CellRecord[];
}

export interface Change {
  readonly revision: number;
  readonly kind: "placement" | "cell";
  /** ThingKey of what is placed, or the cell's id. */
  readonly id: string;
}

export interface ChangesAnswer {
  readonly changes: readonly Change[];
  readonly revision: number;
}

export interface ApiError {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}
