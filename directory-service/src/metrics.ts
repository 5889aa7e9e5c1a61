/** What the directory counts. Labels take few values: no user, no cell. */

import type { Meter } from "@opentelemetry/api";
import type { ErrorCode } from "./errors.ts";

export interface DirectoryMetrics {
  ticketIssued(): void;
  userPlaced(): void;
  /** A group or channel. */
  thingPlaced(): void;
  placementChanged(kind: "begin" | "commit" | "abort" | "replace"): void;
  generationGranted(): void;
  placementLookedUp(): void;
  failed(code: ErrorCode): void;
}

export function directoryMetrics(meter: Meter): DirectoryMetrics {
  const counter = (name: string, description: string) =>
    meter.createCounter(`cellwire_directory_${name}`, { description });
  const tickets = counter("tickets", "Tickets issued");
  const placements = counter("placements", "Users placed for the first time");
  const things = counter("things", "Groups and channels placed");
  const changes = counter(
    "placement_changes",
    "Moves begun, committed and aborted, and replacements, repetitions included",
  );
  const generations = counter("generations", "Generations granted to cells, repetitions included");
  const lookups = counter("lookups", "Placements looked up by cells");
  const failures = counter("failures", "Requests answered with an error, by code");
  return {
    ticketIssued: () => tickets.add(1),
    userPlaced: () => placements.add(1),
    thingPlaced: () => things.add(1),
    placementChanged: (kind) => changes.add(1, { kind }),
    generationGranted: () => generations.add(1),
    placementLookedUp: () => lookups.add(1),
    failed: (code) => failures.add(1, { code }),
  };
}
