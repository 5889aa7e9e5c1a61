/** Steps that tests of the registry share. */

import assert from "node:assert/strict";
import type { CellId, ThingKey } from "@cellwire/protocol";
import type { ChangeOutcome, Placement, Registry, RequestedChange } from "../src/registry/contract.ts";
import { cell, op, registration } from "./cell-registration.ts";

/** Makes an empty registry, as two replicas of the directory see it. */
export type FreshRegistry = () => Promise<{ registry: Registry; replica: Registry }>;

export async function twoCells(fresh: FreshRegistry) {
  const replicas = await fresh();
  for (const id of ["eu", "us"]) await replicas.registry.putCell(cell(id), registration({ region: id }));
  return replicas;
}

export async function place(registry: Registry, request: { thing: ThingKey; cell: CellId }): Promise<Placement> {
  const outcome = await registry.place({ ...request, op: op(1) });
  assert(outcome.kind === "placed");
  return outcome.placement;
}

/** A change that the admin asks for. */
export function change(registry: Registry, thing: ThingKey, wanted: RequestedChange): Promise<ChangeOutcome> {
  return registry.change({ thing, change: wanted, caller: null });
}

/** From begin to commit; the target is of generation 1. */
export async function move(
  registry: Registry,
  wanted: { thing: ThingKey; expected: Placement; target: CellId; op: string },
): Promise<Placement> {
  const { thing, expected, target, op } = wanted;
  const begun = await change(registry, thing, { kind: "begin", op, expected, target });
  assert(begun.kind === "done", begun.kind);
  const committed = await change(registry, thing, { kind: "commit", op, by: target, generation: 1 });
  assert(committed.kind === "done", committed.kind);
  return committed.placement;
}

export async function users(registry: Registry, id: string): Promise<number> {
  return (await registry.cell(cell(id)))?.users ?? Number.NaN;
}
