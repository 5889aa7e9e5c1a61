/**
 * Where the directory says that a user (a group, a channel) lives, and what a change of it may do.
 *
 *                begin(op, target)
 *   ACTIVE(c, e) ─────────────────▶ MIGRATING(c, e, op, target)
 *        ▲  ▲                          │        │
 *        │  └───── abort(op) ──────────┘        │ commit(op) by the target: the commit point of a move
 *        └───────── ACTIVE(target, e + 1) ◀─────┘
 *
 *   replace(op, cell): from either state to ACTIVE(cell, e + 1). The cell failed, or its storage went back (then `cell`
 *   is the same as before). A pending move is aborted by it.
 *
 * An operation id is used once per thing. What became of it (`MoveOutcome`) is kept beside the placement and only ever
 * goes from PENDING to COMMITTED or ABORTED (a replacement is COMMITTED at once), so that an old answer of the directory is never mistaken for a new one:
 * a placement that does not name an operation may come from before it began or from after it ended.
 */

import type { CellId, PlacementState } from "@cellwire/protocol";

export interface Placement {
  readonly cell: CellId;
  /** Grows by one at every commit and replacement, and at nothing else. */
  readonly epoch: number;
  /** The cell's generation that the epoch was granted to: a statement never expires, but it means nothing to a later one. */
  readonly generation: number;
  /** The operation that changed the placement last. */
  readonly op: string;
  readonly state: PlacementState;
  /** Where the move leads; null unless MIGRATING. */
  readonly target: CellId | null;
  /** The target's generation when the move began; it alone may import and commit. Null unless MIGRATING. */
  readonly targetGeneration: number | null;
}

export type MoveOutcome = "PENDING" | "COMMITTED" | "ABORTED";

interface Expected {
  readonly epoch: number;
  readonly op: string;
}

export type PlacementChange =
  | {
      readonly kind: "begin";
      readonly op: string;
      readonly expected: Expected;
      readonly target: CellId;
      /** The target's. */
      readonly generation: number;
    }
  | { readonly kind: "commit"; readonly op: string; readonly by: CellId; readonly generation: number }
  | { readonly kind: "abort"; readonly op: string }
  | {
      readonly kind: "replace";
      readonly op: string;
      readonly expected: Expected;
      readonly cell: CellId;
      readonly generation: number;
    };

export type PlacementDecision =
  /** Write both, in one transaction. `outcomes` are those of operations that change. */
  | { readonly kind: "set"; readonly placement: Placement; readonly outcomes: readonly OperationOutcome[] }
  /** The change was made before; nothing to write. */
  | { readonly kind: "repeated" }
  | { readonly kind: "conflict"; readonly reason: string };

export interface OperationOutcome {
  readonly op: string;
  readonly outcome: MoveOutcome;
}

/** What is stored: the placement, and what is recorded about the operation that the change names. */
export interface PlacementRecord {
  readonly placement: Placement;
  readonly outcome: MoveOutcome | null;
  /** Registered for the cell that commits; absent when the change is no commit. */
  readonly generation?: number;
}

export function decidePlacement(record: PlacementRecord, change: PlacementChange): PlacementDecision {
  switch (change.kind) {
    case "begin":
      return begin(record, change);
    case "commit":
      return commit(record, change);
    case "abort":
      return abort(record, change);
    case "replace":
      return replace(record, change);
  }
}

function begin(
  { placement, outcome }: PlacementRecord,
  { op, expected, target, generation }: PlacementChange & { kind: "begin" },
): PlacementDecision {
  if (outcome === "PENDING") return { kind: "repeated" };
  if (outcome !== null) return conflict("the operation has ended");
  if (placement.op === op) return conflict("the operation placed the user");
  if (!isExpected(placement, expected)) return conflict("the placement has changed");
  if (placement.state !== "ACTIVE") return conflict("a move is pending");
  if (placement.cell === target) return conflict("the user lives there");
  return {
    kind: "set",
    placement: { ...placement, op, state: "MIGRATING", target, targetGeneration: generation },
    outcomes: [{ op, outcome: "PENDING" }],
  };
}

function commit(record: PlacementRecord, change: PlacementChange & { kind: "commit" }): PlacementDecision {
  const { placement, outcome } = record;
  const { op, by, generation } = change;
  if (outcome === "COMMITTED") return { kind: "repeated" };
  // The target's storage went back. What it imported may be gone, and it may have said in a word it forgot that it gave up.
  if (generation !== record.generation || (outcome === "PENDING" && generation !== placement.targetGeneration)) {
    return conflict("the target is of another generation");
  }
  if (outcome !== "PENDING" || placement.op !== op) return conflict("the operation is not pending");
  if (placement.target !== by) return conflict("only the target commits");
  return {
    kind: "set",
    placement: {
      cell: by,
      epoch: placement.epoch + 1,
      generation,
      op,
      state: "ACTIVE",
      target: null,
      targetGeneration: null,
    },
    outcomes: [{ op, outcome: "COMMITTED" }],
  };
}

/** The operation id stays in the placement: a late repetition of `begin` must not find what it expects. */
function abort(
  { placement, outcome }: PlacementRecord,
  { op }: PlacementChange & { kind: "abort" },
): PlacementDecision {
  if (outcome === "ABORTED") return { kind: "repeated" };
  if (outcome !== "PENDING" || placement.op !== op) return conflict("the operation is not pending");
  return {
    kind: "set",
    placement: { ...placement, state: "ACTIVE", target: null, targetGeneration: null },
    outcomes: [{ op, outcome: "ABORTED" }],
  };
}

function replace(
  { placement, outcome }: PlacementRecord,
  { op, expected, cell, generation }: PlacementChange & { kind: "replace" },
): PlacementDecision {
  if (outcome === "COMMITTED") return { kind: "repeated" };
  // Also of a move with this id, which stays in the placement when it is aborted: nothing was replaced by it.
  if (outcome !== null || placement.op === op) return conflict("the operation id is used");
  if (!isExpected(placement, expected)) return conflict("the placement has changed");
  return {
    kind: "set",
    placement: {
      cell,
      epoch: placement.epoch + 1,
      generation,
      op,
      state: "ACTIVE",
      target: null,
      targetGeneration: null,
    },
    outcomes: [
      ...(placement.state === "MIGRATING" ? [{ op: placement.op, outcome: "ABORTED" } as const] : []),
      { op, outcome: "COMMITTED" },
    ],
  };
}

function isExpected(placement: Placement, expected: Expected): boolean {
  return placement.epoch === expected.epoch && placement.op === expected.op;
}

function conflict(reason: string): PlacementDecision {
  return { kind: "conflict", reason };
}
