/**
 * What runs on a data directory, written at every change, so that another command can find it, and clean up after a
 * supervisor that crashed.
 */

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { LocalError } from "./errors.ts";

const MODE = 0o600;

const identitySchema = z.object({ pid: z.int(), startedAt: z.string() });

const cellSchema = z.object({
  id: z.string(),
  region: z.string(),
  /** Of the clients' WebSockets. */
  gatewayUrls: z.array(z.string()).readonly(),
  ingestUrl: z.string(),
  postgresUrl: z.string(),
  redisUrl: z.string(),
});

const stateSchema = z.object({
  /** Of `up`, or of a test that started the cluster. */
  supervisor: identitySchema,
  phase: z.enum(["starting", "running", "stopping"]),
  directoryUrl: z.string(),
  cells: z.array(cellSchema).readonly(),
  processes: z.array(
    z.object({
      name: z.string(),
      /** Absent while it is not running. */
      identity: identitySchema.optional(),
      logFile: z.string(),
      healthUrl: z.string().optional(),
    }),
  ),
});

export type ClusterCell = Readonly<z.output<typeof cellSchema>>;
export type ClusterState = z.output<typeof stateSchema>;

/** Undefined when nothing was ever started here, or all of it was stopped. @throws {LocalError} DATA_VERSION */
export function readState(file: string): ClusterState | undefined {
  return readStateFile(file, stateSchema);
}

/** Undefined when there is no such file. @throws {LocalError} DATA_VERSION when it is not of this version */
export function readStateFile<T>(file: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new LocalError("DATA_VERSION", {
      message: `${file} was written by another version of Cellwire`,
      remedy: "stop what it says is running with that version, or restart this machine, and then remove that file",
      cause,
    });
  }
}

/** Whole or not at all: a reader never sees half a file. */
export function writeState(file: string, state: ClusterState): void {
  const next = `${file}.new`;
  writeFileSync(next, JSON.stringify(state, null, 2), { mode: MODE });
  renameSync(next, file);
}

export function removeState(file: string): void {
  rmSync(file, { force: true });
}
