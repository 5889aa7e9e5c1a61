/**
 * The registry: which cells there are, and which cell is home to which user.
 *
 * Every method is atomic. A change is durable before its promise resolves, and carries a revision from one sequence
 * over the whole registry: whoever has seen revision R will never learn of another change at or below R.
 * Any method may throw `DirectoryError` REGISTRY_UNAVAILABLE; a change that threw may or may not have happened, and
 * is safe to repeat with the same operation id.
 */

import type { CellId, CellRecord, CellRegistration, Change, PlacementState, UserId } from "@cellwire/protocol";

export type RegisteredCell = CellRecord & { readonly cell: CellId };

export interface Placement {
  readonly user: UserId;
  readonly cell: CellId;
  /** Starts at 1 and grows by one with each change of the cell. */
  readonly epoch: number;
  /** The operation (UUID) that made the placement what it is. */
  readonly op: string;
  readonly state: PlacementState;
}

export type PutCellOutcome =
  | { readonly kind: "registered"; readonly cell: RegisteredCell }
  | { readonly kind: "generationBehind" }
  | { readonly kind: "keysWithoutOverlap" };

export type PlaceOutcome =
  /** `created` is false when the user had a placement already, whichever cell it names. */
  { readonly kind: "placed"; readonly placement: Placement; readonly created: boolean } | { readonly kind: "cellFull" };

export interface CompareAndSet {
  readonly user: UserId;
  readonly expected: { readonly epoch: number; readonly op: string };
  readonly next: { readonly cell: CellId; readonly op: string; readonly state: PlacementState };
}

export type CompareAndSetOutcome =
  | { readonly kind: "set"; readonly placement: Placement }
  | { readonly kind: "conflict"; readonly placement: Placement }
  | { readonly kind: "unknownUser" }
  | { readonly kind: "cellFull" };

export interface ChangePage {
  /** In rising order of revision. A thing that changed repeatedly appears once, at its newest revision. */
  readonly changes: readonly Change[];
  /** The newest revision given out, at the latest when the page was read. */
  readonly head: number;
}

export interface Registry {
  /**
   * Creates or replaces a cell's registration; `users` stays. The generation never goes back, the new key set keeps
   * at least one registered key unless it is of a higher generation of a RETIRED cell, and no registered key id gets
   * another key. A repetition of what is registered changes nothing, the revision included.
   */
  putCell(cell: CellId, registration: CellRegistration): Promise<PutCellOutcome>;

  cell(cell: CellId): Promise<RegisteredCell | undefined>;

  /** All cells by id. They number hundreds: only an admin adds one. */
  cells(): Promise<readonly RegisteredCell[]>;

  placement(user: UserId): Promise<Placement | undefined>;

  /**
   * First placement, at epoch 1. Of any number of concurrent calls for one user exactly one creates the placement and
   * all answer with it; none ever moves a user. Takes a seat only if the cell is ACTIVE, schedulable and has one free;
   * `cellFull` means that it is not so.
   */
  placeUser(request: { readonly user: UserId; readonly cell: CellId; readonly op: string }): Promise<PlaceOutcome>;

  /**
   * Changes a placement if it is still at `expected`. The epoch grows when the cell changes, and a seat moves along;
   * `cellFull` when the new cell is not registered or has no seat. Repeated with the same `next` it answers `set`
   * again without changing anything, until another operation has changed the placement: from then on `conflict` with
   * what is now.
   */
  compareAndSet(change: CompareAndSet): Promise<CompareAndSetOutcome>;

  /** The changes after revision `after`, at most `limit`. */
  changes(request: { readonly after: number; readonly limit: number }): Promise<ChangePage>;

  /** The newest revision given out. */
  head(): Promise<number>;
}
