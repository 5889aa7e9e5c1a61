/** What the directory should have on record about a cell. Pure. */

import { isDeepStrictEqual } from "node:util";
import type { CellRecord, CellRegistration, CellState, JsonWebKeyOkp } from "@cellwire/protocol";
import type { Cell } from "../api/cell.ts";
import { ingestUrl } from "../resources/forwarder-service.ts";

const WEIGHT = 1;
/** What the operator itself makes of a cell. Any other state, also one of a newer directory, only who set it may end. */
const OWN: readonly CellState[] = ["PROVISIONING", "ACTIVE", "RETIRED"];

export interface RegistrationFacts {
  readonly cell: Cell;
  readonly gatewayUrl: string;
  readonly publicKeys: readonly JsonWebKeyOkp[];
  /** Gateways, forwarders and stores answer. */
  readonly serves: boolean;
  readonly record: CellRecord | undefined;
}

export function wantedRegistration(facts: RegistrationFacts): CellRegistration {
  const { spec } = facts.cell;
  return {
    region: spec.region,
    state: wantedState(facts),
    schedulable: spec.schedulable,
    maxUsers: spec.capacity.maxUsers,
    weight: facts.record?.weight ?? WEIGHT,
    gateways: [facts.gatewayUrl],
    ingestUrl: ingestUrl(facts.cell),
    publicKeys: facts.publicKeys,
    generation: generation(facts.record),
  };
}

/** Once a cell has served it may have users, and stays ACTIVE however it fares: its clients need to find it. */
function wantedState({ record, serves }: RegistrationFacts): CellState {
  if (record !== undefined && !OWN.includes(record.state)) return record.state;
  return serves || record?.state === "ACTIVE" ? "ACTIVE" : "PROVISIONING";
}

/** A cell of a name that was retired is another incarnation. */
function generation(record: CellRecord | undefined): number {
  if (record === undefined) return 1;
  return record.state === "RETIRED" ? record.generation + 1 : record.generation;
}

/** Whether the record is of this very cell and not of another of the same name. */
export function isRecordOf(record: CellRecord, publicKeys: readonly JsonWebKeyOkp[]): boolean {
  return record.publicKeys.some(({ kid, x }) => publicKeys.some((key) => key.kid === kid && key.x === x));
}

/** The same by what the status says, for whoever cannot read the cell's keys. */
export function isRecordTold({ generation, revision }: CellRecord, { status }: Cell): boolean {
  return status?.directory?.generation === generation && status.directory.revision === revision;
}

export function isRegistered(record: CellRecord | undefined, wanted: CellRegistration): boolean {
  return record !== undefined && isDeepStrictEqual(registrationOf(record), wanted);
}

export function registrationOf(record: CellRegistration): CellRegistration {
  const { region, state, schedulable, maxUsers, weight, gateways, ingestUrl, publicKeys, generation } = record;
  return { region, state, schedulable, maxUsers, weight, gateways, ingestUrl, publicKeys, generation };
}
