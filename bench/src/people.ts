/** Users for a load: placed by the directory, with tickets, each sending to the next of a ring. */

import type { TicketAnswer } from "@cellwire/protocol";
import type { LoadClient } from "./load/job.ts";
import type { Stage } from "./stage.ts";

const TICKETS_AT_ONCE = 16;
const TICKET_TIMEOUT_MS = 10_000;
const DEVICE = "phone";

export interface Ring {
  /** First part of the user ids. */
  readonly name: string;
  readonly size: number;
  /** Cells in turn: with two, every message crosses. */
  readonly cells: readonly string[];
}

/** Neighbours are on one gateway or on two, half and half, as far as the cell has two. */
export async function ringOf(stage: Stage, { name, size, cells }: Ring): Promise<LoadClient[]> {
  const users = Array.from({ length: size }, (_, i) => `${name}-${String(i).padStart(5, "0")}`);
  const clients: LoadClient[] = Array.from({ length: size });
  const waiting = users.entries();
  const takeOne = async () => {
    for (const [i, user] of waiting) {
      const { ticket, gateways } = await ticketFor(stage, { user, region: cells[i % cells.length]! });
      const gatewayUrl = gateways.toSorted()[(i >> 1) % gateways.length]!;
      clients[i] = { user, device: DEVICE, peer: users[(i + 1) % size]!, gatewayUrl, ticket };
    }
  };
  await Promise.all(Array.from({ length: TICKETS_AT_ONCE }, takeOne));
  return clients;
}

async function ticketFor(stage: Stage, { user, region }: { user: string; region: string }): Promise<TicketAnswer> {
  const response = await fetch(`${stage.cluster.directoryUrl}/v1/tickets`, {
    method: "POST",
    headers: { authorization: `Bearer ${await stage.cluster.userToken(user)}`, "content-type": "application/json" },
    body: JSON.stringify({ device: DEVICE, region }),
    signal: AbortSignal.timeout(TICKET_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the directory answered ${response.status} to a request for a ticket`);
  return (await response.json()) as TicketAnswer;
}
