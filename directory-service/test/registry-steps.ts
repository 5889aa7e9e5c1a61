/** Steps that tests of the registry share. */

import assert from "node:assert/strict";
import type { CellId, ThingKey } from "@cellwire/protocol";
import type { Placement, Registry } from "../src/registry/contract.ts";
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

export async function users(registry: Registry, id: string): Promise<number> {
  return (await registry.cell(cell(id)))?.users ?? Number.NaN;
}
