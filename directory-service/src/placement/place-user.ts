/** The home of a user: the one that he has, or the first one by policy. */

import { messageIdAt, type UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { DirectoryError } from "../errors.ts";
import type { Placement, Registry } from "../registry/contract.ts";
import { chooseCell } from "./policy.ts";

/** A cell that fills up between choice and claim is out of the next choice. */
const CHOICES_MAX = 5;
const OPERATION_RANDOM_BYTES = 10;

export interface PlaceUserContext {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Never moves a user: `region` counts for the first placement alone.
 * @throws {DirectoryError} NO_CAPACITY
 */
export async function homeOf(
  context: PlaceUserContext,
  request: { user: UserId; region: string | undefined },
): Promise<{ placement: Placement; created: boolean }> {
  const existing = await context.registry.placement(request.user);
  return existing === undefined ? placeNewUser(context, request) : { placement: existing, created: false };
}

async function placeNewUser(
  { registry, clock, random }: PlaceUserContext,
  { user, region }: { user: UserId; region: string | undefined },
): Promise<{ placement: Placement; created: boolean }> {
  // Operation ids are UUIDv7, as message ids are.
  const op = messageIdAt(clock.nowMs(), random.bytes(OPERATION_RANDOM_BYTES));
  for (let choice = 0; choice < CHOICES_MAX; choice++) {
    const cell = chooseCell(await registry.cells(), { region, draw: random.float() });
    if (cell === undefined) break;
    const outcome = await registry.placeUser({ user, cell, op });
    if (outcome.kind === "placed") return outcome;
  }
  throw new DirectoryError("NO_CAPACITY");
}
