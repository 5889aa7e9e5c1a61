/**
 * The directory's HTTP API: paths and JSON bodies. Every answer but 2xx has an `ApiError` body.
 *
 *   POST /v1/tickets            Authorization: Bearer <user token>; TicketRequest → TicketAnswer (places a new user)
 *   GET  /v1/placements/:thing  Authorization: Bearer <peer token>; → PlacementAnswer | 404 UNKNOWN_USER, UNKNOWN_THING
 *   POST /v1/placements         Authorization: Bearer <peer token>; PlaceRequest → PlacementAnswer | 409 ID_TAKEN
 *   POST /v1/placements/:thing/moves            cell where it lives, admin; MoveRequest → ChangeAnswer
 *   POST /v1/placements/:thing/moves/:op/commit  the target; CommitRequest → ChangeAnswer
 *   POST /v1/placements/:thing/moves/:op/abort   source, target, admin; → ChangeAnswer
 *   POST /v1/placements/:thing/replacements      admin, or a cell for what lives in it; ReplaceRequest → ChangeAnswer
 *   GET  /v1/placements/:thing/operations/:op    cells, admin; → OperationAnswer | 404 UNKNOWN_OPERATION
 *   GET  /v1/operations/:op?after=T&limit=N      cells, admin; → OperationsAnswer
 *   GET  /v1/cells/:cell/placements?role=home|target&after=T&limit=N  the cell, admin; → PlacementsAnswer
 *   POST /v1/cells/:cell/generations             the cell, admin; GenerationRequest → GenerationAnswer
 *   GET  /v1/cells              → CellsAnswer (public: ids, regions, gateway URLs, ingest URLs, public keys)
 *   PUT  /v1/cells/:cell        Authorization: Bearer <admin token>; CellRegistration → CellRecord
 *        If-Match: "<revision>" or If-None-Match: *  only if that is what is registered, else 412 REGISTRATION_CHANGED
 *   GET  /v1/changes?after=R&limit=N  Authorization: Bearer <peer token>; → ChangesAnswer
 *   GET  /.well-known/jwks.json → JSON Web Key Set (RFC 7517) of the directory's signing keys
 */

import type { JsonWebKeyOkp } from "./jwk.ts";
import type { OperationOutcome, PlacementState } from "./tokens.ts";

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

/** What a placement must still be for a change to be made; both are in the placement statement. */
export interface ExpectedPlacement {
  readonly epoch: number;
  readonly op: string;
}

/** Begins a move: the target keeps a seat, nothing else changes yet. */
export interface MoveRequest {
  /** UUID in lower case, used once for the thing; a cohort may share it. */
  readonly op: string;
  readonly expected: ExpectedPlacement;
  readonly target: string;
}

/** The commit point of a move. */
export interface CommitRequest {
  /** The target's, as it knows it. */
  readonly generation: number;
}

/** Another home at the next epoch without a move: the cell failed, or its storage went back and `cell` is the same. */
export interface ReplaceRequest {
  readonly op: string;
  readonly expected: ExpectedPlacement;
  readonly cell: string;
  /** Refuse if the cell is of another generation; a cell that asks for itself has to say its own. */
  readonly generation?: number;
}

/** The placement is what it is now: when a request is repeated late, a later operation may have changed it again. */
export interface ChangeAnswer extends PlacementAnswer {
  readonly op: string;
  readonly outcome: OperationOutcome;
  /** JWS of OutcomeClaims. */
  readonly outcomeStatement: string;
}

export interface OperationRecord {
  readonly op: string;
  /** ThingKey. */
  readonly thing: string;
  readonly kind: "move" | "replacement";
  readonly target: string;
  readonly outcome: OperationOutcome;
}

/** Asking settles a move that can no longer be committed: its target is gone, or of another generation. */
export interface OperationAnswer extends OperationRecord {
  /** JWS of OutcomeClaims. */
  readonly statement: string;
}

/** Users first, then groups, then channels, each by id. A full page means that there may be more after its last thing. */
export interface OperationsAnswer {
  readonly operations: readonly OperationRecord[];
}

/** Lives in a cell, or (role=target) is on its way to it. */
export interface PlacementRecord extends ExpectedPlacement {
  readonly thing: string;
  readonly cell: string;
  readonly generation: number;
  readonly state: PlacementState;
  readonly target: string | null;
  readonly targetGeneration: number | null;
}

/** In the order of OperationsAnswer. */
export interface PlacementsAnswer {
  readonly placements: readonly PlacementRecord[];
}

/** The next generation of a cell: fences whatever an earlier one was granted. */
export interface GenerationRequest {
  readonly op: string;
  /** The generation that the new one follows. */
  readonly expected: number;
}

export interface GenerationAnswer {
  readonly cell: string;
  readonly generation: number;
  readonly op: string;
  /** JWS of GenerationClaims. */
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
