/** What the operator tells about a Cell: `status` of the Cell resource. Written by the operator alone. */

import { z } from "zod";
import { conditions, count, release, time } from "./schema-fields.ts";

/** Every one is set on the first visit, with a reason and a message that says what is being waited for. */
export const CELL_CONDITIONS = [
  "Available",
  "PostgresReady",
  "RedisReady",
  "GatewayReady",
  "ForwarderReady",
  "DirectoryRegistered",
  "BackedUp",
  "UpToDate",
  "RollingOut",
  "Deleting",
  "Paused",
] as const;

export type CellCondition = (typeof CELL_CONDITIONS)[number];

/** The steps of a deletion, in order; the last ends with the Cell. */
export const DELETION_STEPS = [
  "Cordoned",
  "MigratingUsers",
  "FlushingForwarders",
  "Deregistering",
  "DeletingResources",
] as const;

export type DeletionStep = (typeof DELETION_STEPS)[number];

const name = z.string().max(253);

const rollout = z.looseObject({
  current: release.optional().describe("What the gateways run."),
  target: release.optional().describe("What they are to run."),
  reachedAt: time.optional().describe("When current became target."),
});

const directory = z.looseObject({
  state: z.string().max(32).optional().describe("As the directory has it: ACTIVE, DRAINING, …"),
  revision: count.optional().describe("Of the directory's record of this cell."),
  generation: count.optional().describe("The cell's incarnation, storage included."),
});

const deletion = z.looseObject({
  startedAt: time.optional(),
  step: z.enum(DELETION_STEPS).optional(),
  migrationId: z.string().max(64).optional().describe("Operation at the directory that moves the users."),
  usersRemaining: count.optional(),
  blockedBy: z.string().max(1_024).optional().describe("What the deletion waits for, and what ends the wait."),
  retained: z.array(name).max(16).optional().describe("Volume claims and Secrets that are kept."),
});

/** Every field is optional: a Cell has no status before the first visit. */
export const cellStatus = z.looseObject({
  observedGeneration: count.optional().describe("The generation of the spec that was last carried out in full."),
  phase: z.string().max(63).optional().describe("Summary for people; conditions are for programs."),
  reason: z.string().max(1_024).optional().describe("Why the phase is not Ready, in a word; a condition says more."),
  conditions: conditions.optional(),
  release: rollout.optional(),
  endpoint: z.string().max(512).optional().describe("Where clients reach the gateways, as registered."),
  users: count.optional().describe("Users whose home this is."),
  connections: count.optional().describe("Connected devices."),
  directory: directory.optional(),
  deletion: deletion.optional(),
  gatewayReplicas: count.optional().describe("Gateway pods that there are, for the scale subresource."),
  selector: z.string().max(1_024).optional().describe("Label selector of the gateway pods, for the scale subresource."),
});

export type CellStatus = z.output<typeof cellStatus>;
