/** What a change may do, decided the same way by every implementation of the registry. */

import { isDeepStrictEqual } from "node:util";
import type { CellRegistration } from "@cellwire/protocol";
import type { CompareAndSet, Placement, RegisteredCell } from "./contract.ts";

export type RegistrationDecision = "write" | "unchanged" | "generationBehind" | "keysWithoutOverlap";

export function decideRegistration(
  current: RegisteredCell | undefined,
  registration: CellRegistration,
): RegistrationDecision {
  if (current === undefined) return "write";
  if (registration.generation < current.generation) return "generationBehind";
  if (!mayHaveKeys(current, registration)) return "keysWithoutOverlap";
  return isDeepStrictEqual(registrationOf(current), registrationOf(registration)) ? "unchanged" : "write";
}

export type ChangeDecision = "write" | "unchanged" | "conflict";

export function decideChange(current: Placement, { expected, next }: CompareAndSet): ChangeDecision {
  if (current.op === next.op) {
    return current.cell === next.cell && current.state === next.state ? "unchanged" : "conflict";
  }
  return current.epoch === expected.epoch && current.op === expected.op ? "write" : "conflict";
}

/** Exactly the fields of a registration, whatever else the object holds. */
export function registrationOf(source: CellRegistration): CellRegistration {
  return {
    region: source.region,
    state: source.state,
    schedulable: source.schedulable,
    maxUsers: source.maxUsers,
    weight: source.weight,
    gateways: source.gateways,
    ingestUrl: source.ingestUrl,
    publicKeys: source.publicKeys,
    generation: source.generation,
  };
}

/**
 * Otherwise whoever registers last under a cell's id would take the cell over: what the old keys signed would no
 * longer verify, and peers would trust a stranger. A retired cell has nothing left to take over: its next incarnation
 * brings keys of its own.
 */
function mayHaveKeys(current: CellRegistration, next: CellRegistration): boolean {
  const xByKid = new Map(current.publicKeys.map((key) => [key.kid, key.x]));
  const known = next.publicKeys.filter((key) => xByKid.has(key.kid));
  const isNextIncarnation = current.state === "RETIRED" && next.generation > current.generation;
  return (known.length > 0 || isNextIncarnation) && known.every((key) => xByKid.get(key.kid) === key.x);
}
