/**
 * The registry: which cells there are, and which cell is home to which user, group and channel ("thing").
 *
 * Every method is atomic. A change is durable before its promise resolves, and carries a revision from one sequence
 * over the whole registry: whoever has seen revision R will never learn of another change at or below R.
 * Any method may throw `DirectoryError` REGISTRY_UNAVAILABLE; a change that threw may or may not have happened, and
 * is safe to repeat with the same operation id.
 */

import type { MoveOutcome, Placement as PlacementFields } from "@cellwire/lifecycle/placement.ts";
import type { CellId, CellRecord, CellRegistration, Change, ThingKey } from "@cellwire/protocol";

export type RegisteredCell = CellRecord & { readonly cell: CellId };

export interface Placement extends PlacementFields {
  readonly thing: ThingKey;
}

/** The revision of the registration that a new one follows; "none": the first. Undefined: whichever there is. */
export type Precondition = number | "none" | undefined;

export type PutCellOutcome =
  | { readonly kind: "registered"; readonly cell: RegisteredCell }
  | { readonly kind: "generationBehind" }
  | { readonly kind: "keysWithoutOverlap" }
  /** The cell is not at the revision that was asked for. */
  | { readonly kind: "changedMeanwhile" };

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

export type RequestedChange =
  | { readonly kind: "begin"; readonly op: string; readonly expected: Expected; readonly target: CellId }
  /** `generation` is that of `by`, the target, as it knows it. */
  | { readonly kind: "commit"; readonly op: string; readonly by: CellId; readonly generation: number }
  | { readonly kind: "abort"; readonly op: string }
  /** `generation`: refuse if the cell is of another one. */
  | {
      readonly kind: "replace";
      readonly op: string;
      readonly expected: Expected;
      readonly cell: CellId;
      readonly generation?: number | undefined;
    };

/** What the placement is while nobody else has changed it. */
interface Expected {
  readonly epoch: number;
  readonly op: string;
}

export interface ChangeRequest {
  readonly thing: ThingKey;
  readonly change: RequestedChange;
  /** The cell that asks; null: the admin. */
  readonly caller: CellId | null;
}

export type ChangeOutcome =
  /** Done now or before; with what is now, which in a repetition may be the work of a later operation. */
  | { readonly kind: "done"; readonly placement: Placement; readonly operation: Operation }
  | { readonly kind: "conflict"; readonly reason: string }
  | { readonly kind: "notPermitted" }
  | { readonly kind: "unknownThing" }
  /** begin: the target takes no newcomers; commit, replace: it is gone, or not ACTIVE. */
  | { readonly kind: "targetUnavailable" };

/** What is recorded about an operation on a thing. */
export interface Operation {
  readonly op: string;
  readonly thing: ThingKey;
  readonly kind: "move" | "replacement";
  readonly target: CellId;
  readonly outcome: MoveOutcome;
}

export type GrantOutcome =
  | { readonly kind: "granted"; readonly generation: number }
  | { readonly kind: "conflict"; readonly reason: string }
  | { readonly kind: "unknownCell" };

/** By kind (users, groups, channels) and id; the page after `after`. */
export interface Page {
  readonly after?: ThingKey | undefined;
  readonly limit: number;
}

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
   * another key. A repetition of what is registered changes nothing, the revision included, and always succeeds.
   */
  putCell(cell: CellId, registration: CellRegistration, after?: Precondition): Promise<PutCellOutcome>;

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
   * Moves and replacements, decided by `decideChange` (placement-rules.ts) with the placement and the cells locked. The placement,
   * what becomes of the operations, and the seats change together: a move that is pending keeps a seat in both cells.
   */
  change(request: ChangeRequest): Promise<ChangeOutcome>;

  operation(request: { readonly op: string; readonly thing: ThingKey }): Promise<Operation | undefined>;

  /** Operations share an id when they move a cohort. */
  operations(request: Page & { readonly op: string }): Promise<readonly Operation[]>;

  /** What lives in a cell. */
  residents(request: Page & { readonly cell: CellId }): Promise<readonly Placement[]>;

  /** What is on its way to a cell. */
  incoming(request: Page & { readonly cell: CellId }): Promise<readonly Placement[]>;

  /** The next generation of a cell, if it is still at `expected`. Repeated it answers the same until the next one is granted. */
  grantGeneration(request: {
    readonly cell: CellId;
    readonly op: string;
    readonly expected: number;
  }): Promise<GrantOutcome>;

  /** The changes after revision `after`, at most `limit`. */
  changes(request: { readonly after: number; readonly limit: number }): Promise<ChangePage>;

  /** The newest revision given out. */
  head(): Promise<number>;
}
