/** Rows of the registry's tables and what they stand for. pg gives a bigint as text. */

import assert from "node:assert/strict";
import type { MoveOutcome } from "@cellwire/lifecycle/placement.ts";
import { thingKey, thingOf } from "@cellwire/protocol";
import type {
  CellId,
  CellRegistration,
  CellState,
  JsonWebKeyOkp,
  PlacementState,
  Thing,
  ThingKey,
  ThingKind,
} from "@cellwire/protocol";
import type { Operation, Placement, RegisteredCell } from "./contract.ts";

export interface CellRow {
  readonly id: string;
  readonly region: string;
  readonly state: CellState;
  readonly schedulable: boolean;
  readonly max_users: string;
  readonly users: string;
  readonly weight: number;
  readonly gateways: readonly string[];
  readonly ingest_url: string;
  readonly public_keys: readonly JsonWebKeyOkp[];
  readonly generation: string;
  readonly revision: string;
}

/** A thing in the tables. */
export interface ThingColumns {
  readonly thing_kind: number;
  /** Its id, without the kind. */
  readonly thing: string;
}

export interface PlacementRow extends ThingColumns {
  readonly cell: string;
  readonly epoch: string;
  readonly generation: string;
  readonly op: string;
  readonly state: PlacementState;
  readonly target: string | null;
  readonly target_generation: string | null;
  readonly placed_by: string | null;
}

export interface OperationRow extends ThingColumns {
  readonly op: string;
  readonly kind: Operation["kind"];
  readonly target: string;
  readonly outcome: MoveOutcome;
}

const KINDS: Readonly<Record<number, ThingKind>> = { 1: "user", 2: "group", 3: "channel" };
const KIND_NUMBERS: Readonly<Record<ThingKind, number>> = { user: 1, group: 2, channel: 3 };

export function cellFromRow(row: CellRow): RegisteredCell {
  return {
    cell: row.id as CellId,
    region: row.region,
    state: row.state,
    schedulable: row.schedulable,
    maxUsers: Number(row.max_users),
    users: Number(row.users),
    weight: row.weight,
    gateways: row.gateways,
    ingestUrl: row.ingest_url,
    publicKeys: row.public_keys,
    generation: Number(row.generation),
    revision: Number(row.revision),
  };
}

/** In the order of insert-cell.sql and update-cell.sql. */
export function cellParameters(cell: CellId, registration: CellRegistration): unknown[] {
  return [
    cell,
    registration.region,
    registration.state,
    registration.schedulable,
    registration.maxUsers,
    registration.weight,
    JSON.stringify(registration.gateways),
    registration.ingestUrl,
    JSON.stringify(registration.publicKeys),
    registration.generation,
  ];
}

/** Kind and id, as the statements take them. */
export function thingParameters(key: ThingKey): [kind: number, id: string] {
  const thing = thingOf(key);
  assert(thing !== undefined, "a thing key is one");
  return [KIND_NUMBERS[thing.kind], thing.id];
}

export function thingFromRow(row: ThingColumns): ThingKey {
  return thingKey({ kind: KINDS[row.thing_kind], id: row.thing } as Thing);
}

export function placementFromRow(row: PlacementRow): Placement {
  return {
    thing: thingFromRow(row),
    cell: row.cell as CellId,
    epoch: Number(row.epoch),
    generation: Number(row.generation),
    op: row.op,
    state: row.state,
    target: row.target as CellId | null,
    targetGeneration: row.target_generation === null ? null : Number(row.target_generation),
  };
}

/** In the order of update-placement.sql. */
export function placementParameters(placement: Placement): unknown[] {
  const { thing, cell, epoch, generation, op, state, target, targetGeneration } = placement;
  return [...thingParameters(thing), cell, epoch, generation, op, state, target, targetGeneration];
}

export function operationFromRow(row: OperationRow): Operation {
  const { op, kind, target, outcome } = row;
  return { op, thing: thingFromRow(row), kind, target: target as CellId, outcome };
}

/** In the order of write-operation.sql. */
export function operationParameters({ op, thing, kind, target, outcome }: Operation): unknown[] {
  return [op, ...thingParameters(thing), kind, target, outcome];
}

/** Kind and id to page after, as the statements take them. */
export function afterParameters(after: ThingKey | undefined): [kind: number, id: string] {
  return after === undefined ? [0, ""] : thingParameters(after);
}
