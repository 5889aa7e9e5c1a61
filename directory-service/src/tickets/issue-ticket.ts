/** A ticket to the home cell for a verified user; places him when he is new. */

import assert from "node:assert/strict";
import type { DeviceId, TicketAnswer, UserId } from "@cellwire/protocol";
import { DirectoryError } from "../errors.ts";
import type { DirectoryMetrics } from "../metrics.ts";
import { homeOf, type PlaceContext } from "../placement/place.ts";
import type { Signer } from "./signer.ts";

export interface IssueTicketContext extends PlaceContext {
  readonly signer: Signer;
  readonly metrics: DirectoryMetrics;
  /** Left out: nobody is ever erased. */
  readonly erasures?: { isErased(user: UserId): Promise<boolean> };
}

/** @throws {DirectoryError} NO_CAPACITY, USER_ERASED */
export async function issueTicket(
  context: IssueTicketContext,
  request: { user: UserId; device: DeviceId; region: string | undefined },
): Promise<TicketAnswer> {
  if (await context.erasures?.isErased(request.user)) throw new DirectoryError("USER_ERASED");
  const { placement, created } = await homeOf(context, request);
  if (created) context.metrics.userPlaced();
  const home = await context.registry.cell(placement.cell);
  assert(home !== undefined, "a placement names a registered cell");
  const { ticket, expiresAtMs } = await context.signer.ticket(placement, request);
  context.metrics.ticketIssued();
  return {
    ticket,
    user: request.user,
    cell: placement.cell,
    epoch: placement.epoch,
    gateways: home.gateways,
    expiresAtMs,
  };
}
