/** Writes the status when it says something new, and an Event for each condition that turned. */

import { isDeepStrictEqual } from "node:util";
import type { CellStatus } from "../api/cell-status.ts";
import { KubeError } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";
import type { DeletionState } from "./deletion/reconcile-deletion.ts";
import { observeFacts } from "./facts.ts";
import { composeStatus } from "./status.ts";
import type { Visit } from "./visit.ts";

/** Conditions for which True is the trouble, or no more than a stage. */
const GOOD_WHEN_TRUE = new Set([
  "Available",
  "PostgresReady",
  "RedisReady",
  "GatewayReady",
  "ForwarderReady",
  "DirectoryRegistered",
  "BackedUp",
  "UpToDate",
]);

export async function writeStatus(visit: Visit, deletion: DeletionState | undefined): Promise<void> {
  const { object, world } = visit;
  const before = (object["status"] ?? {}) as CellStatus;
  const now = `${new Date(world.clock.nowMs()).toISOString().slice(0, 19)}Z`;
  const { generation = 0 } = object.metadata;
  const status = composeStatus({ facts: observeFacts(visit, deletion), generation, before, now });
  if (isDeepStrictEqual(status, before)) return;
  const { apiVersion, kind, metadata } = visit.cell;
  const { name, namespace } = metadata;
  try {
    await world.api.applyStatus(RESOURCES.Cell, {
      apiVersion,
      kind,
      metadata: { name, namespace, uid: visit.input.uid },
      status,
    });
  } catch (error) {
    // Gone meanwhile, or replaced by another of its name: nobody to tell.
    if (error instanceof KubeError && ["NotFound", "Conflict"].includes(error.reason)) return;
    throw error;
  }
  recordTurns(visit, before, status);
}

function recordTurns({ object, world }: Visit, before: CellStatus, after: CellStatus): void {
  for (const { type, status, reason, message } of after.conditions ?? []) {
    const former = before.conditions?.find((condition) => condition.type === type);
    // What a new cell lacks is no news.
    const isNews = former === undefined ? status === "True" : former.status !== status || isTrouble(former, reason);
    if (!isNews) continue;
    const isGood = GOOD_WHEN_TRUE.has(type) ? status === "True" : reason !== "Halted";
    world.events.record(object, { type: isGood ? "Normal" : "Warning", reason, message: `${type}: ${message}` });
  }
}

const TROUBLES = new Set([
  "Halted",
  "NameTaken",
  "SecretMissing",
  "MigrationFailed",
  "UsersRemain",
  "OutboxNotEmpty",
  "NoForwarder",
  "KeysLost",
  "DirectoryUnreachable",
  "DirectoryRefused",
  "Forbidden",
  "Invalid",
]);

function isTrouble(former: { readonly reason: string }, reason: string): boolean {
  return former.reason !== reason && TROUBLES.has(reason);
}
