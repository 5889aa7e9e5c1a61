/** What the processes of a cell do for its generation, once they have one. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import type { Member } from "./compose-member.ts";
import type { MemberConfig } from "./config.ts";
import type { ForwarderParts } from "./forward/forwarder.ts";
import type { Incarnation } from "./incarnation/incarnation.ts";
import { observeTaking } from "./incarnation/metrics.ts";
import { ResidentsTaker } from "./incarnation/residents-taker.ts";
import type { ForwardInbox } from "./inbox/contract.ts";
import { Tickets } from "./trust/tickets.ts";

/** What of a gateway is of one incarnation: tickets of an earlier one resume nothing, and devices learn of the storage. */
export function ofIncarnation(member: Member<MemberConfig>): {
  readonly storage: Pick<Incarnation, "generation" | "wholeUntilMs">;
  readonly tickets: Tickets;
} {
  const { config, own } = member;
  const generation = () => own.incarnation.generation;
  const tickets = new Tickets({ ...member, cell: config.CELLWIRE_CELL, clock: systemClock, generation });
  return { storage: own.incarnation, tickets };
}

/** In forwarders. */
export function residentsTaker(
  { pool, statements, own, log }: Pick<Member<MemberConfig>, "pool" | "statements" | "own" | "log">,
  parts: ForwarderParts & { readonly inbox: Pick<ForwardInbox, "recordPlacement"> },
): ResidentsTaker {
  const taker = new ResidentsTaker({ ...parts, pool, statements, directory: own.authority, log });
  observeTaking(meter("cellwire-incarnation"), taker);
  return taker;
}
