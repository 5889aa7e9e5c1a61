/** Rows of the registry's tables and what they stand for. pg gives a bigint as text. */

import type { CellId, CellRegistration, CellState, JsonWebKeyOkp, PlacementState, UserId } from "@cellwire/protocol";
import type { Placement, RegisteredCell } from "./contract.ts";

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

export interface PlacementRow {
  readonly thing: string;
  readonly cell: string;
  readonly epoch: string;
  readonly op: string;
  readonly state: PlacementState;
}

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

export function placementFromRow(row: PlacementRow): Placement {
  return {
    user: row.thing as UserId,
    cell: row.cell as CellId,
    epoch: Number(row.epoch),
    op: row.op,
    state: row.state,
  };
}
