/**
 * The registry: which cells there are, and which cell is home to which user, group and channel ("thing").
 *
 * Every method is atomic. A change is durable before its promise resolves, and carries a revision from one sequence
 * over the whole registry: whoever has seen revision R will never learn of another change at or below R.
 * Any method may throw `DirectoryError` REGISTRY_UNAVAILABLE; a change that threw may or may not have happened, and
 * is safe to repeat with the same operation id.
 */

import type { CellId, CellRecord, CellRegistration, Change, PlacementState, ThingKey } from "@cellwire/protocol";

export type RegisteredCell = CellRecord & { readonly cell: CellId };

export interface Placement {
  readonly thing: ThingKey;
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
  /** `created` is false when there was a placement already, whichever cell it names. */
  | { readonly kind: "placed"; readonly placement: Placement; readonly created: boolean }
  /** Another operation has placed a group or channel of this id. */
  | { readonly kind: "taken" }
  | { readonly kind: "cellFull" };

export interface PlaceRequest {
  readonly thing: ThingKey;
  readonly cell: CellId;
  readonly op: string;
}

export interface CompareAndSet {
  readonly thing: ThingKey;
  readonly expected: { readonly epoch: number; readonly op: string };
  readonly next: { readonly cell: CellId; readonly op: string; readonly state: PlacementState };
}

export type CompareAndSetOutcome =
  | { readonly kind: "set"; readonly placement: Placement }
  | { readonly kind: "conflict"; readonly placement: Placement }
  | { readonly kind: "unknownThing" }
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

  placement(thing: ThingKey): Promise<Placement | undefined>;

  /**
   * First placement, at epoch 1. Of any number of concurrent calls for one thing exactly one creates the placement;
   * none ever moves it. All that are for a user answer with it, as whoever signs in first has him placed; a group is made
   * once, so only the operation that made it is answered with it, for good, and any other with `taken`. The cell must be
   * ACTIVE, schedulable and have a free seat, else `cellFull`; a user takes the seat, groups and channels take none.
   */
  place(request: PlaceRequest): Promise<PlaceOutcome>;

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
