/** Tells the directory about a cell. On Kubernetes the operator does this. */

import type { CellRegistration, CellsAnswer } from "@cellwire/protocol";
import type { CellPlan } from "./cell-plan.ts";
import { LocalError } from "./errors.ts";
import { publicKey, type LocalKeys } from "./keys.ts";

const TIMEOUT_MS = 10_000;
const WEIGHT = 1;
const FIRST_GENERATION = 1;

export interface RegistrationInput {
  readonly directoryUrl: string;
  readonly cell: CellPlan;
  readonly keys: LocalKeys;
  /** In place of the cell's own ingest URL, for a test that sits in between. */
  readonly ingestUrl?: string | undefined;
}

export async function registerCell(input: RegistrationInput): Promise<void> {
  const { cell, keys } = input;
  const generation = await generationOf(input);
  const registration: CellRegistration = {
    region: cell.region,
    state: "ACTIVE",
    schedulable: cell.schedulable,
    maxUsers: cell.maxUsers,
    weight: WEIGHT,
    gateways: cell.gatewayUrls,
    ingestUrl: input.ingestUrl ?? cell.ingestUrl,
    publicKeys: keys.cells.get(cell.id)!.keys.map(publicKey),
    generation,
  };
  const answer = await fetch(`${input.directoryUrl}/v1/cells/${cell.id}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${keys.adminToken}`, "content-type": "application/json" },
    body: JSON.stringify(registration),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.ok) return;
  throw new LocalError("REGISTRATION_FAILED", {
    message: `the directory refused to register cell ${cell.id} (${answer.status}): ${await answer.text()}`,
    remedy: "read the log of directory/serve",
  });
}

/** The one that the cell was granted, which no registration may take back. */
async function generationOf({ directoryUrl, cell }: RegistrationInput): Promise<number> {
  const answer = await fetch(`${directoryUrl}/v1/cells`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const { cells } = (await answer.json()) as CellsAnswer;
  return cells.find((record) => record.cell === cell.id)?.generation ?? FIRST_GENERATION;
}
