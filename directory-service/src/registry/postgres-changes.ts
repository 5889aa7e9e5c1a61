/** Changes of what exists, each within a transaction of the registry in Postgres (postgres.ts: the order of locks). */

import { decideGeneration } from "@cellwire/lifecycle/generation.ts";
import type { CellId, ThingKey } from "@cellwire/protocol";
import type pg from "pg";
import type { ChangeOutcome, ChangeRequest, GrantOutcome, Operation, Placement } from "./contract.ts";
import { cellsOf, decideChange } from "./placement-rules.ts";
import {
  cellFromRow,
  operationFromRow,
  operationParameters,
  placementFromRow,
  placementParameters,
  thingParameters,
  type CellRow,
  type OperationRow,
  type PlacementRow,
} from "./rows.ts";
import type { StatementName } from "./statements.ts";

/** Runs one statement of the transaction. */
export type Query = <Row extends pg.QueryResultRow>(name: StatementName, values: unknown[]) => Promise<Row[]>;

export async function changePlacement(query: Query, request: ChangeRequest): Promise<ChangeOutcome> {
  const { thing, change } = request;
  const [row] = await query<PlacementRow>("lock-placement", thingParameters(thing));
  if (row === undefined) return { kind: "unknownThing" };
  const placement = placementFromRow(row);
  const cells = (await query<CellRow>("lock-cells", [cellsOf(placement, change)])).map(cellFromRow);
  const operation = await selectOperation(query, { op: change.op, thing });
  const decision = decideChange({ placement, operation, cells }, request);
  if (decision.kind === "repeated") return { kind: "done", placement, operation: operation! };
  if (decision.kind !== "write") return decision;
  for (const [cell, delta] of decision.seats) await query("add-users", [cell, delta]);
  for (const written of decision.operations) await query("write-operation", operationParameters(written));
  const changed = decision.operations.find(({ op }) => op === change.op)!;
  return { kind: "done", placement: await updatePlacement(query, decision.placement), operation: changed };
}

export async function selectOperation(
  query: Query,
  { op, thing }: { op: string; thing: ThingKey },
): Promise<Operation | undefined> {
  const [row] = await query<OperationRow>("select-operation", [op, ...thingParameters(thing)]);
  return row && operationFromRow(row);
}

export async function grantGeneration(
  query: Query,
  request: { cell: CellId; op: string; expected: number },
): Promise<GrantOutcome> {
  const { cell, op } = request;
  type Row = { generation: string; generation_op: string | null };
  const [row] = await query<Row>("lock-generation", [cell]);
  if (row === undefined) return { kind: "unknownCell" };
  const current = { generation: Number(row.generation), op: row.generation_op };
  const decision = decideGeneration(current, request);
  if (decision.kind === "conflict") return decision;
  if (decision.kind === "repeated") return { kind: "granted", generation: current.generation };
  const { generation } = decision.next;
  await query("update-generation", [cell, generation, op]);
  return { kind: "granted", generation };
}

async function updatePlacement(query: Query, placement: Placement): Promise<Placement> {
  const [row] = await query<PlacementRow>("update-placement", placementParameters(placement));
  return placementFromRow(row!);
}
