/** The home of a user, group or channel: the one that it has, or the first one by policy. */

import { messageIdAt, type CellId, type ThingKey, type UserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { DirectoryError } from "../errors.ts";
import type { Placement, Registry } from "../registry/contract.ts";
import { chooseCell } from "./policy.ts";

/** A cell that fills up between choice and claim is out of the next choice. */
const CHOICES_MAX = 5;
const OPERATION_RANDOM_BYTES = 10;

export interface PlaceContext {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Placing {
  readonly thing: ThingKey;
  readonly op: string;
  readonly region: string | undefined;
  /** Its home if it takes newcomers, whatever the region. */
  readonly preferred?: CellId | undefined;
}

export interface Placed {
  readonly placement: Placement;
  readonly created: boolean;
}

/**
 * Never moves a user: `region` counts for the first placement alone.
 * @throws {DirectoryError} NO_CAPACITY
 */
export async function homeOf(
  context: PlaceContext,
  { user, region }: { user: UserId; region: string | undefined },
): Promise<Placed> {
  const existing = await context.registry.placement(user);
  if (existing !== undefined) return { placement: existing, created: false };
  // Operation ids are UUIDv7, as message ids are.
  const op = messageIdAt(context.clock.nowMs(), context.random.bytes(OPERATION_RANDOM_BYTES));
  return place(context, { thing: user, op, region });
}

/**
 * A repetition is answered with where the thing lives now.
 * @throws {DirectoryError} NO_CAPACITY, ID_TAKEN
 */
export async function place({ registry, random }: PlaceContext, placing: Placing): Promise<Placed> {
  const { thing, op, region, preferred } = placing;
  for (let choice = 0; choice < CHOICES_MAX; choice++) {
    // What is placed already is answered for even when no cell takes newcomers.
    const cell = chooseCell(await registry.cells(), { region, preferred, draw: random.float() }) ?? preferred;
    if (cell === undefined) break;
    const outcome = await registry.place({ thing, cell, op });
    if (outcome.kind === "placed") return { placement: outcome.placement, created: outcome.created };
    if (outcome.kind === "taken") throw new DirectoryError("ID_TAKEN");
  }
  throw new DirectoryError("NO_CAPACITY");
}
