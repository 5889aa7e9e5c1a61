/**
 * What a change of a placement may do, decided the same way by every implementation of the registry: the state machine of
 * lifecycle (placement.ts) says what becomes of the placement; who may ask, which cell may be the target and what happens to the
 * seats is said here.
 */

import { decidePlacement, type OperationOutcome, type PlacementChange } from "@cellwire/lifecycle/placement.ts";
import type { CellId, CellState } from "@cellwire/protocol";
import type { ChangeRequest, Operation, Placement, RegisteredCell, RequestedChange } from "./contract.ts";
import { takesNewcomers, takesSeat } from "./rules.ts";

export interface ChangeFacts {
  readonly placement: Placement;
  /** What is recorded about the operation that the request names. */
  readonly operation: Operation | undefined;
  /** The registered ones of `cellsOf`. */
  readonly cells: readonly RegisteredCell[];
}

export type ChangeDecision =
  | {
      readonly kind: "write";
      readonly placement: Placement;
      readonly operations: readonly Operation[];
      /** By how much the number of users of a cell changes. */
      readonly seats: ReadonlyMap<CellId, number>;
    }
  | { readonly kind: "repeated" }
  | { readonly kind: "conflict"; readonly reason: string }
  | { readonly kind: "notPermitted" }
  | { readonly kind: "targetUnavailable" };

/** Nothing leads back from these: the cell comes back as another generation, if at all. */
const GONE: ReadonlySet<CellState> = new Set(["FENCED", "FAILED", "RETIRED"]);

export function isGone(cell: RegisteredCell | undefined): boolean {
  return cell === undefined || GONE.has(cell.state);
}

/** The cells that a change concerns: whoever decides it has them locked. */
export function cellsOf(placement: Placement, change: RequestedChange): readonly CellId[] {
  return [...new Set([...seatsOf(placement), ...targetOf(change)])];
}

export function decideChange(facts: ChangeFacts, { thing, change, caller }: ChangeRequest): ChangeDecision {
  const { placement, operation } = facts;
  if (operation !== undefined && !isSameOperation(operation, change)) return conflict("the operation id is used");
  const [wanted] = targetOf(change);
  const target = facts.cells.find(({ cell }) => cell === wanted);
  if (change.kind === "replace" && change.generation !== undefined && change.generation !== target?.generation) {
    return conflict("the cell is of another generation");
  }
  const record = {
    placement,
    outcome: operation?.outcome ?? null,
    ...(change.kind === "commit" && target !== undefined && { generation: target.generation }),
  };
  const decision = decidePlacement(record, withGeneration(change, target));
  if (decision.kind !== "set") return decision;
  if (caller !== null && !isItsToAsk(placement, change, caller)) return { kind: "notPermitted" };
  if (!isTargetAvailable(placement, change, target)) return { kind: "targetUnavailable" };
  const next = { ...decision.placement, thing };
  return {
    kind: "write",
    placement: next,
    operations: decision.outcomes.map((outcome) => operationOf({ outcome, change, before: placement, after: next })),
    seats: takesSeat(thing) ? seatChanges(placement, next) : new Map(),
  };
}

/** A stolen key of a cell reaches what lives in that cell, or was sent to it, and nothing else. */
function isItsToAsk(placement: Placement, change: RequestedChange, caller: CellId): boolean {
  switch (change.kind) {
    case "begin":
      return caller === placement.cell;
    case "commit":
      return caller === change.by;
    case "abort":
      return caller === placement.cell || caller === placement.target;
    case "replace":
      // Its storage went back, and it asks for what it has to be granted again. Where else things go is not its to say.
      return caller === placement.cell && caller === change.cell;
  }
}

function isTargetAvailable(placement: Placement, change: RequestedChange, target: RegisteredCell | undefined): boolean {
  switch (change.kind) {
    case "begin":
      return target !== undefined && takesNewcomers(target);
    case "commit":
      return !isGone(target);
    case "abort":
      return true;
    case "replace":
      // A cell above its limit is better than users without a home.
      return change.cell === placement.cell ? !isGone(target) : target?.state === "ACTIVE";
  }
}

/** In the machine's form. An unregistered target has no generation; the change is refused for that afterwards. */
function withGeneration(change: RequestedChange, target: RegisteredCell | undefined): PlacementChange {
  if (change.kind === "commit" || change.kind === "abort") return change;
  return { ...change, generation: target?.generation ?? 0 };
}

function isSameOperation({ kind, target }: Operation, change: RequestedChange): boolean {
  switch (change.kind) {
    case "begin":
      return kind === "move" && target === change.target;
    case "commit":
    case "abort":
      return kind === "move";
    case "replace":
      return kind === "replacement" && target === change.cell;
  }
}

function operationOf(made: {
  readonly outcome: OperationOutcome;
  readonly change: RequestedChange;
  readonly before: Placement;
  readonly after: Placement;
}): Operation {
  const { outcome, change, before, after } = made;
  const isReplacement = change.kind === "replace" && outcome.op === change.op;
  const target = isReplacement ? change.cell : (before.target ?? after.target)!;
  return { thing: after.thing, kind: isReplacement ? "replacement" : "move", target, ...outcome };
}

function targetOf(change: RequestedChange): readonly CellId[] {
  switch (change.kind) {
    case "begin":
      return [change.target];
    case "commit":
      return [change.by];
    case "replace":
      return [change.cell];
    case "abort":
      return [];
  }
}

/** A pending move keeps a seat in both cells. */
function seatsOf({ cell, target }: Placement): readonly CellId[] {
  return target === null ? [cell] : [cell, target];
}

function seatChanges(before: Placement, after: Placement): ReadonlyMap<CellId, number> {
  const changes = new Map<CellId, number>();
  for (const cell of seatsOf(after)) changes.set(cell, (changes.get(cell) ?? 0) + 1);
  for (const cell of seatsOf(before)) changes.set(cell, (changes.get(cell) ?? 0) - 1);
  return new Map([...changes].filter(([, change]) => change !== 0));
}

function conflict(reason: string): ChangeDecision {
  return { kind: "conflict", reason };
}
