/** What a change may do, decided the same way by every implementation of the registry. */

import { isDeepStrictEqual } from "node:util";
import { isUserId, type CellRecord, type CellRegistration, type ThingKey } from "@cellwire/protocol";
import type { Placement, PlaceOutcome, PlaceRequest, Precondition, RegisteredCell } from "./contract.ts";

export type RegistrationDecision =
  | "write"
  | "unchanged"
  | "generationBehind"
  | "keysWithoutOverlap"
  | "changedMeanwhile";

export function decideRegistration(
  current: RegisteredCell | undefined,
  registration: CellRegistration,
  after?: Precondition,
): RegistrationDecision {
  const isRepeated = current && isDeepStrictEqual(registrationOf(current), registrationOf(registration));
  // Also when it has been done before, and the answer was lost (RFC 9110, section 13.1.1).
  if (isRepeated) return "unchanged";
  if (after !== undefined && after !== (current?.revision ?? "none")) return "changedMeanwhile";
  if (current === undefined) return "write";
  if (registration.generation < current.generation) return "generationBehind";
  if (!mayHaveKeys(current, registration)) return "keysWithoutOverlap";
  return "write";
}

/** `maxUsers` bounds users; how much groups cost a cell depends on what its users send, not on their number. */
export function takesSeat(thing: ThingKey): boolean {
  return isUserId(thing);
}

/** May be the first home of anything. */
export function takesNewcomers(cell: Pick<CellRecord, "state" | "schedulable" | "users" | "maxUsers">): boolean {
  return cell.state === "ACTIVE" && cell.schedulable && cell.users < cell.maxUsers;
}

/** What a request to place something is answered when it is placed. `placedBy`: the operation that did it. */
export function decideRepeatedPlacing(
  { thing, op }: PlaceRequest,
  placement: Placement,
  placedBy: string | null,
): PlaceOutcome {
  if (!isUserId(thing) && placedBy !== op) return { kind: "taken" };
  return { kind: "placed", placement, created: false };
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
